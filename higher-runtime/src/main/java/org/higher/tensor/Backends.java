package org.higher.tensor;

import java.util.List;
import java.util.Optional;
import org.higher.array.Device;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.CurrentDevice;

/**
 * The backends on the class path, and the choice of the device where new tensors go.
 *
 * <p>The library has four: {@code host} computes on the Java heap and is always there; {@code cuda}
 * and {@code opencl} compute on cards whose drivers are installed; {@code nd4j} on whatever ND4J
 * backend the user adds. The choice holds for the whole process, so that every thread of a pool
 * agrees. In this order it is made by {@link #use}, by the system property {@code higher.backend},
 * by the environment variable {@code HIGHER_BACKEND}, or else it is {@code host}.
 */
public final class Backends {
    /** The system property that names a device, as {@code host}, {@code cuda} or {@code cuda:1}. */
    public static final String PROPERTY = CurrentDevice.PROPERTY;

    /** The environment variable that names a device where the system property does not. */
    public static final String VARIABLE = CurrentDevice.VARIABLE;

    private Backends() {}

    /**
     * All devices of the backends that can be used here, those of {@code host} first.
     *
     * <p>Starts all of them: ND4J if it is on the class path, and the drivers of cards.
     */
    public static List<Device> devices() {
        return BackendRegistry.instance().usable().stream()
                .<Device>flatMap(backend -> backend.devices().stream())
                .toList();
    }

    /**
     * The device of a name: a backend's name, for its first device, or with an ordinal as {@code
     * cuda:1}.
     *
     * @throws IllegalArgumentException if there is none, naming the known ones
     * @throws IllegalStateException if its backend can't run here, saying what is missing
     */
    public static Device device(String name) {
        return BackendRegistry.instance().device(name);
    }

    /** Where new tensors are put unless a device is named. */
    public static Device current() {
        return CurrentDevice.get();
    }

    /**
     * Puts new tensors on a device from now on, in every thread.
     *
     * @throws IllegalArgumentException if it is no device of a backend
     */
    public static void use(Device device) {
        CurrentDevice.set(BackendDevice.of(device));
    }

    /**
     * A text for people: every device, or why a backend can't be used.
     *
     * <p>A wrong setting is reported, too, rather than thrown: this is where one looks then.
     */
    public static String report() {
        StringBuilder report = new StringBuilder();
        Optional<Device> inUse = Optional.empty();
        try {
            inUse = Optional.of(current());
        } catch (IllegalArgumentException | IllegalStateException setting) {
            report.append(setting.getMessage()).append('\n');
        }
        BackendRegistry registry = BackendRegistry.instance();
        for (String name : registry.names()) {
            Backend backend;
            try {
                backend = registry.backend(name);
            } catch (IllegalStateException reason) {
                report.append("%s can't be used: %s\n".formatted(name, reason.getMessage()));
                continue;
            }
            for (Device device : backend.devices()) {
                String mark = inUse.filter(device::equals).map(used -> ", in use").orElse("");
                report.append(device).append(mark).append('\n');
            }
            if (!backend.remark().isEmpty()) {
                report.append("    ").append(backend.remark()).append('\n');
            }
        }
        for (String failure : registry.failures()) {
            report.append("a backend can't be loaded: ").append(failure).append('\n');
        }
        return report.toString();
    }
}
