package org.higher.internal.host;

import java.util.List;
import java.util.Locale;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.host.matmul.MatmulKernels;
import org.higher.internal.host.memory.MemoryPool;
import org.higher.internal.threads.ComputeThreads;
import org.higher.internal.threads.ThreadLimit;

/** The default on a CPU: arrays on the Java heap, at home on any machine with a JVM. */
public final class HostBackend implements Backend {
    /** What {@code higher.backend} calls this backend. */
    public static final String NAME = "host";

    private static final HostBackend INSTANCE = new HostBackend();

    private final BackendDevice device =
            new BackendDevice(
                    this,
                    0,
                    String.format(
                            Locale.ROOT,
                            "CPU, %d threads, %.1f GB of heap",
                            Runtime.getRuntime().availableProcessors(),
                            Runtime.getRuntime().maxMemory() / 1e9));
    private final Kernels kernels = new HostKernels(device);

    private HostBackend() {}

    /** The one instance. */
    public static HostBackend instance() {
        return INSTANCE;
    }

    /** The only device. */
    public BackendDevice device() {
        return device;
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
        return List.of(device);
    }

    @Override
    public ThreadLimit singleThreaded() {
        return ComputeThreads.limitToCallers();
    }

    @Override
    public String remark() {
        return MatmulKernels.remark();
    }

    @Override
    public boolean fuses() {
        return true;
    }

    @Override
    public ArrayPool recycling() {
        return new HostArrayPool(MemoryPool.open());
    }

    @Override
    public String toString() {
        return NAME;
    }
}
