package org.higher.internal.gpu;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.memory.DeviceMemory;
import org.jspecify.annotations.Nullable;

/** An n-dimensional array in the memory of a device: row-major, from the start of a block. */
public final class GpuArray implements Array {
    private final GpuDevice gpu;
    private final DType dtype;
    private final int[] shape;
    private final int size;
    private final DeviceMemory.Block block;

    /** The pool that was open when this was made; null if its memory must not be reused. */
    private @Nullable GpuArrayPool origin;

    /** The reference count; used in the thread of the origin only. */
    private int holders;

    private GpuArray(
            GpuDevice gpu,
            DType dtype,
            int[] shape,
            int size,
            DeviceMemory.Block block,
            @Nullable GpuArrayPool origin) {
        this.gpu = gpu;
        this.dtype = dtype;
        this.shape = shape;
        this.size = size;
        this.block = block;
        this.origin = origin;
    }

    /** Anything, in tests NaN: for kernels that write every element. */
    public static GpuArray unwritten(GpuDevice gpu, DType dtype, int... shape) {
        int size = Shapes.size(shape);
        DeviceMemory.Block block = gpu.block((dtype == DType.FLOAT32 ? 4L : 8L) * size);
        return new GpuArray(gpu, dtype, shape, size, block, GpuArrayPool.current());
    }

    /** The same contents under another shape. */
    public GpuArray withShape(int... newShape) {
        if (Shapes.size(newShape) != size) {
            throw Mismatches.size(size, newShape);
        }
        origin = null;
        return new GpuArray(gpu, dtype, newShape, size, block, null);
    }

    // reference counting

    boolean isFrom(GpuArrayPool pool) {
        return origin == pool;
    }

    void hold() {
        holders++;
    }

    /** Counts one reference less; whether none is left. */
    boolean release() {
        return --holders == 0;
    }

    boolean isHeldOnce() {
        return holders == 1;
    }

    /** Gives the memory back; this is of no use any more. */
    void giveUp() {
        gpu.poison(block.memory());
        block.giveUp();
    }

    // contents

    public GpuDevice gpu() {
        return gpu;
    }

    public Memory memory() {
        return block.memory();
    }

    public boolean isFloat() {
        return dtype == DType.FLOAT32;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public BackendDevice device() {
        return gpu.device();
    }

    @Override
    public String toString() {
        return dtype + " " + Arrays.toString(shape) + " on " + device().name();
    }
}
