package org.higher.array.host;

import java.util.function.LongFunction;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.higher.array.Poison;

/**
 * Memory outside of the heap to which the operands of a product are copied.
 *
 * <p>A native method that is given arrays copies them, too, but to memory that it allocates and
 * frees each time, and whole: that costs 0.2 to 0.3 microseconds more, and a product within a batch
 * would have to be cut out first. A thread keeps what it has room for up to {@link #KEPT}.
 */
final class NativeRoom {
    /** There is no room, by the limits that JavaCPP has for the process: plain Java takes over. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Full INSTANCE = new Full();

        private Full() {
            super("no memory outside of the heap", null, false, false);
        }
    }

    /** Elements per operand up to which room is kept; 4 or 8 MB. */
    private static final int KEPT = 1 << 20;

    private static final int OPERANDS = 3;
    private static final PerThread<NativeRoom> ROOMS = new PerThread<>(NativeRoom::new);

    private final FloatPointer[] floats = new FloatPointer[OPERANDS];
    private final DoublePointer[] doubles = new DoublePointer[OPERANDS];

    private NativeRoom() {
        for (int i = 0; i < OPERANDS; i++) {
            floats[i] = new FloatPointer(0L);
            doubles[i] = new DoublePointer(0L);
        }
    }

    static NativeRoom ofThisThread() {
        return ROOMS.get();
    }

    /**
     * Room with anything in it, in tests NaN, until the next call for the same operand.
     *
     * @throws Full if there is none
     */
    FloatPointer newFloats(int operand, int size) {
        if (floats[operand].capacity() < size) {
            floats[operand].close();
            floats[operand] = new FloatPointer(0L);
            floats[operand] = allocated(size, Float.BYTES, FloatPointer::new);
        }
        poison(floats[operand], size);
        return floats[operand];
    }

    /** As {@link #newFloats}. */
    DoublePointer newDoubles(int operand, int size) {
        if (doubles[operand].capacity() < size) {
            doubles[operand].close();
            doubles[operand] = new DoublePointer(0L);
            doubles[operand] = allocated(size, Double.BYTES, DoublePointer::new);
        }
        poison(doubles[operand], size);
        return doubles[operand];
    }

    private static <P> P allocated(int size, int bytes, LongFunction<P> allocate) {
        long elements = size > KEPT || !fits(bytes * grown(size)) ? size : grown(size);
        if (!fits(bytes * elements)) {
            throw Full.INSTANCE;
        }
        try {
            return allocate.apply(elements);
        } catch (OutOfMemoryError full) { // others were faster
            throw Full.INSTANCE;
        }
    }

    /**
     * Within JavaCPP's limits; at them, it would collect garbage for a second before it gives up.
     */
    static boolean fits(long bytes) {
        long most = Pointer.maxBytes();
        long mostOfProcess = Pointer.maxPhysicalBytes();
        return (most <= 0 || Pointer.totalBytes() + bytes <= most)
                && (mostOfProcess <= 0 || Pointer.physicalBytes() + bytes <= mostOfProcess);
    }

    /** With a margin, to see a product that reads too far. */
    private static void poison(Pointer room, int size) {
        if (Poison.isOn()) {
            long elements = Math.min(room.capacity(), size + 1024L);
            Pointer.memset(room, 0xff, room.sizeof() * elements); // such bits are a NaN
        }
    }

    /** What was last asked for, until {@link #trim}. */
    FloatPointer floats(int operand) {
        return floats[operand];
    }

    /** As {@link #floats}. */
    DoublePointer doubles(int operand) {
        return doubles[operand];
    }

    /** Gives back what is too large to be kept. */
    void trim() {
        for (int i = 0; i < OPERANDS; i++) {
            if (floats[i].capacity() > KEPT) {
                floats[i].close();
                floats[i] = new FloatPointer(0L);
            }
            if (doubles[i].capacity() > KEPT) {
                doubles[i].close();
                doubles[i] = new DoublePointer(0L);
            }
        }
    }

    /** A power of 2, so that a thread that meets many sizes seldom allocates. */
    private static long grown(int size) {
        return Math.max(1024, Integer.highestOneBit(size - 1) << 1);
    }
}
