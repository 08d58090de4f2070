package org.higher.internal.gpu;

import java.lang.ref.Reference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.higher.array.DType;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.PlanCache;
import org.higher.internal.backend.Program;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;
import org.higher.internal.gpu.memory.DeviceMemory;

/** A device: its memory, and its kernels as they are needed. */
public final class GpuDevice {
    /** Threads in a group, of every kernel. */
    static final int GROUP_SIZE = 256;

    private static final long LARGEST_WORKSPACE = 256L << 20;

    private final BackendDevice device;
    private final Accelerator accelerator;
    private final DeviceMemory memory;

    /** As many as the library has, for each element type and rank. */
    private final Map<KernelKey, Kernel> kernels = new ConcurrentHashMap<>();

    private final PlanCache<Optional<ProgramPlan>> plans = new PlanCache<>();

    private record KernelKey(Family family, String name, DType dtype, int rank) {}

    /** A device, which a driver shows. */
    public GpuDevice(BackendDevice device, Accelerator accelerator) {
        this.device = device;
        this.accelerator = accelerator;
        this.memory = new DeviceMemory(device.backend().name(), accelerator);
    }

    public BackendDevice device() {
        return device;
    }

    public boolean hasDoubles() {
        return accelerator.hasDoubles();
    }

    Optional<Products> products() {
        return accelerator.products();
    }

    public Optional<ConvolutionLibrary> convolutions() {
        return accelerator.convolutions();
    }

    public String remark() {
        return accelerator.remark();
    }

    // memory

    DeviceMemory.Block block(long bytes) {
        DeviceMemory.Block block = memory.block(Math.max(1, bytes));
        poison(block.memory());
        return block;
    }

    /** Memory for the time of a computation; to be given back by {@link #give}, however it ends. */
    Memory take(long bytes) {
        Memory taken = memory.take(Math.max(1, bytes));
        poison(taken);
        return taken;
    }

    /** Takes memory for the time of a computation. */
    public void using(long bytes, Consumer<Memory> computation) {
        Memory taken = take(bytes);
        try {
            computation.accept(taken);
        } finally {
            give(taken);
        }
    }

    /** Integers on the device for the time of a computation. */
    void using(int[] values, Consumer<Memory> computation) {
        Memory taken = memory.take(Math.max(1, 4L * values.length));
        try {
            if (values.length > 0) {
                accelerator.write(taken, values);
            }
            computation.accept(taken);
        } finally {
            give(taken);
        }
    }

    /** The most bytes that one computation should take beside its arguments and results. */
    public long workspaceBytes() {
        return Math.min(LARGEST_WORKSPACE, accelerator.memory() / 32);
    }

    void give(Memory taken) {
        memory.give(taken);
    }

    void poison(Memory unwritten) {
        if (MemoryPoisoning.isOn()) {
            long ints = unwritten.bytes() / 4;
            launchGroups(
                    fixed(Family.ARITHMETIC, "poison", DType.FLOAT32),
                    Math.toIntExact((ints + GROUP_SIZE - 1) / GROUP_SIZE),
                    unwritten,
                    ints);
        }
    }

    public void write(GpuArray to, float[] values) {
        try {
            accelerator.write(to.memory(), values);
        } finally {
            Reference.reachabilityFence(to);
        }
    }

    public void write(GpuArray to, double[] values) {
        try {
            accelerator.write(to.memory(), values);
        } finally {
            Reference.reachabilityFence(to);
        }
    }

    public void read(GpuArray from, float[] into) {
        try {
            accelerator.read(from.memory(), into);
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    public void read(GpuArray from, double[] into) {
        try {
            accelerator.read(from.memory(), into);
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    public void read(Memory from, int[] into) {
        accelerator.read(from, into);
    }

    // kernels

    /**
     * A kernel of the texts that are part of the library.
     *
     * @param rank of the layouts that it gets
     */
    public Kernel fixed(Family family, String name, DType dtype, int rank) {
        return kernels.computeIfAbsent(
                new KernelKey(family, name, dtype, rank),
                missing ->
                        accelerator.compile(
                                KernelTexts.fixed(accelerator, family, dtype, rank), name));
    }

    /** A kernel without layouts, or with those of the usual rank. */
    public Kernel fixed(Family family, String name, DType dtype) {
        return fixed(family, name, dtype, StridedLayout.USUAL_RANK);
    }

    /** A kernel named {@code program}, after the functions of both types. */
    Kernel program(String text) {
        return accelerator.compile(KernelTexts.program(accelerator) + text, "program");
    }

    /** The plan of a program; empty if it is to be run step by step. */
    public Optional<ProgramPlan> plan(Program program) {
        return plans.of(program, missing -> ProgramPlan.of(this, missing));
    }

    /** Asks for a thread for each of n elements; n may be 0. */
    public void launch(Kernel kernel, long n, Object... arguments) {
        if (n > 0) {
            launchGroups(kernel, Math.toIntExact((n + GROUP_SIZE - 1) / GROUP_SIZE), arguments);
        }
    }

    /**
     * Asks for groups of threads.
     *
     * @param arguments those of the driver, or arrays, which stay reachable, as the kernel does,
     *     until the driver knows of them: they could be released, and memory given to another,
     *     before
     */
    void launchGroups(Kernel kernel, int groups, Object... arguments) {
        Object[] plain = new Object[arguments.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = arguments[i] instanceof GpuArray array ? array.memory() : arguments[i];
        }
        try {
            accelerator.launch(kernel, new int[] {groups}, GROUP_SIZE, plain);
        } finally {
            Reference.reachabilityFence(kernel);
            Reference.reachabilityFence(arguments);
        }
    }

    /** Asks for products of a library. */
    void multiply(Products library, MatrixProducts products, Object... arrays) {
        try {
            library.multiply(products);
        } finally {
            Reference.reachabilityFence(arrays);
        }
    }
}
