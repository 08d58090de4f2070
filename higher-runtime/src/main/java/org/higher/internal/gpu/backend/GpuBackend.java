package org.higher.internal.gpu.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.gpu.GpuArrayPool;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.driver.Accelerator;

/** A backend on the accelerators of a driver. */
public final class GpuBackend implements Backend {
    private final String name;
    private final List<GpuDevice> gpus;
    private final Kernels kernels;

    /**
     * A backend.
     *
     * @param accelerators at least one, the default one first
     */
    @SuppressWarnings("this-escape") // devices are records that refer to their backend
    public GpuBackend(String name, List<? extends Accelerator> accelerators) {
        this.name = name;
        List<GpuDevice> found = new ArrayList<>();
        for (Accelerator accelerator : accelerators) {
            BackendDevice device = new BackendDevice(this, found.size(), accelerator.description());
            found.add(new GpuDevice(device, accelerator));
        }
        this.gpus = List.copyOf(found);
        this.kernels = new GpuKernels(this);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public List<BackendDevice> devices() {
        return gpus.stream().map(GpuDevice::device).toList();
    }

    /** The device that a caller has named. */
    public GpuDevice gpu(BackendDevice device) {
        return gpus.get(device.ordinal());
    }

    @Override
    public String remark() {
        return gpus.stream().map(GpuDevice::remark).distinct().collect(Collectors.joining("; "));
    }

    @Override
    public boolean fuses() {
        return true;
    }

    @Override
    public ArrayPool recycling() {
        return GpuArrayPool.open();
    }

    @Override
    public String toString() {
        return name;
    }
}
