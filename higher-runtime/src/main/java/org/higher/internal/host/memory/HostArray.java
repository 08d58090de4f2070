package org.higher.internal.host.memory;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.Shapes;
import org.jspecify.annotations.Nullable;

/** An n-dimensional array on the heap: row-major, in one {@code float[]} or {@code double[]}. */
public final class HostArray implements Array {
    private final int[] shape;

    private final int size;

    /**
     * A {@code float[]} or a {@code double[]}, of exactly {@link #size()} elements; null once given
     * up.
     */
    private Object data;

    /** The memory pool that was open when this was made; null if its memory must not be reused. */
    private @Nullable MemoryPool origin;

    /** The reference count; used in the thread of the origin only. */
    private int holders;

    public HostArray(float[] data, int... shape) {
        this(shape, data, filled(shape, data.length));
    }

    public HostArray(double[] data, int... shape) {
        this(shape, data, filled(shape, data.length));
    }

    private static int filled(int[] shape, int size) {
        if (Shapes.size(shape) != size) {
            throw Mismatches.size(size, shape);
        }
        return size;
    }

    private HostArray(int[] shape, Object data, int size) {
        this.shape = shape;
        this.data = data;
        this.size = size;
    }

    /** Zeros. */
    public static HostArray zeros(DType dtype, int... shape) {
        MemoryPool recycling = MemoryPool.current();
        if (recycling == null) {
            int size = Shapes.size(shape);
            return new HostArray(shape, memory(dtype, size), size);
        }
        HostArray result = taken(recycling, dtype, shape);
        ArrayRanges.clear(result.data, result.size);
        return result;
    }

    /** New memory, which is zero. */
    private static Object memory(DType dtype, int size) {
        return dtype == DType.FLOAT32 ? HeapArrays.floats(size) : HeapArrays.doubles(size);
    }

    /** Anything, in tests NaN: for kernels that write every element. */
    public static HostArray unwritten(DType dtype, int... shape) {
        MemoryPool recycling = MemoryPool.current();
        HostArray result = recycling == null ? zeros(dtype, shape) : taken(recycling, dtype, shape);
        poison(result.data);
        return result;
    }

    private static HostArray taken(MemoryPool recycling, DType dtype, int... shape) {
        int size = Shapes.size(shape);
        Object used = recycling.memory(dtype == DType.FLOAT32, size);
        HostArray result = new HostArray(shape, used == null ? memory(dtype, size) : used, size);
        result.origin = recycling;
        return result;
    }

    /**
     * Fills a {@code float[]} or a {@code double[]} that nobody may rely on; see {@link
     * MemoryPoisoning}.
     */
    static void poison(Object memory) {
        if (memory instanceof float[] floats) {
            MemoryPoisoning.fill(floats);
        } else {
            MemoryPoisoning.fill((double[]) memory);
        }
    }

    /** The same contents under another shape. */
    public HostArray withShape(int... newShape) {
        origin = null;
        return new HostArray(newShape, data, filled(newShape, size));
    }

    // reference counting

    boolean isFrom(MemoryPool recycling) {
        return origin == recycling;
    }

    void hold() {
        holders++;
    }

    /** Counts one reference less; whether none is left. */
    boolean release() {
        return --holders == 0;
    }

    public boolean isHeldOnce() {
        return holders == 1;
    }

    /** Hands over the memory; this is of no use any more. */
    @SuppressWarnings("NullAway") // nothing reads it any more, and it must not be kept
    Object giveUp() {
        Object memory = data;
        data = null;
        poison(memory);
        return memory;
    }

    // contents

    public boolean isFloat() {
        return data instanceof float[];
    }

    public float[] floats() {
        return (float[]) data;
    }

    public double[] doubles() {
        return (double[]) data;
    }

    /** The contents as what {@link System#arraycopy} takes, for moves that look at no element. */
    public Object data() {
        return data;
    }

    @Override
    public DType dtype() {
        return isFloat() ? DType.FLOAT32 : DType.FLOAT64;
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public int size() {
        return size;
    }

    /** Looked up once: the backend depends on this class, which must not depend on it. */
    private static final class OnHost {
        static final BackendDevice DEVICE =
                BackendRegistry.instance().device(BackendRegistry.DEFAULT);
    }

    @Override
    public BackendDevice device() {
        return OnHost.DEVICE;
    }

    @Override
    public String toString() {
        return dtype() + " " + Arrays.toString(shape) + " on " + device().name();
    }
}
