package org.higher.internal.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * ND4J as the user brings it: {@code nd4j-native} for a CPU, {@code nd4j-cuda} for GPUs.
 *
 * <p>ND4J takes a second or more to start, and starts only when this backend is asked for.
 */
public final class Nd4jBackend implements Backend {
    /** What {@code higher.backend} calls this backend. */
    public static final String NAME = "nd4j";

    private static @Nullable Nd4jBackend instance;

    private final List<BackendDevice> devices;
    private final Kernels kernels = new Nd4jKernels(this);

    private Nd4jBackend(List<String> descriptions) {
        List<BackendDevice> found = new ArrayList<>();
        for (String description : descriptions) {
            found.add(new BackendDevice(this, found.size(), description));
        }
        this.devices = List.copyOf(found);
    }

    /**
     * The one instance; starts ND4J.
     *
     * @throws IllegalStateException if ND4J can't run here, naming what is missing
     */
    public static synchronized Nd4jBackend instance() {
        Nd4jBackend known = instance;
        if (known == null) {
            known = new Nd4jBackend(Nd4jProvider.start());
            instance = known;
        }
        return known;
    }

    /** Whether an ND4J backend is on the class path; starts nothing. */
    public static boolean isOnClassPath() {
        return !Nd4jProvider.onClassPath().isEmpty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public List<BackendDevice> devices() {
        return devices;
    }

    @Override
    public String toString() {
        return NAME;
    }
}
