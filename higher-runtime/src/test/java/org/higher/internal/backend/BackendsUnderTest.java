package org.higher.internal.backend;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The backends that suites run on: all that can be used here, or those that a system property
 * names.
 *
 * <p>{@link BackendsUnderTestTest} says which are left out.
 */
public final class BackendsUnderTest {
    /** The system property, as {@code opencl} or {@code host,opencl}. */
    static final String PROPERTY = "higher.test.backends";

    private BackendsUnderTest() {}

    /** The first device of each. */
    public static Stream<BackendDevice> devices() {
        return usable().map(backend -> backend.devices().get(0));
    }

    /** The first device of each that runs a program in one pass, the default one first. */
    public static Stream<BackendDevice> devicesThatFuse() {
        return devices().filter(device -> device.backend().fuses());
    }

    /** The backends, the default one first. */
    static Stream<Backend> usable() {
        String property = System.getProperty(PROPERTY);
        List<Backend> usable = BackendRegistry.instance().usable();
        if (property == null) {
            return usable.stream();
        }
        List<String> wanted = Arrays.asList(property.split(","));
        return usable.stream().filter(backend -> wanted.contains(backend.name()));
    }
}
