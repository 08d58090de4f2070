package org.higher.array.host;

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

    /** Room with anything in it, in tests NaN, until the next call for the same operand. */
    FloatPointer newFloats(int operand, int size) {
        if (floats[operand].capacity() < size) {
            floats[operand].close();
            floats[operand] = new FloatPointer(size > KEPT ? size : grown(size));
        }
        poison(floats[operand], size);
        return floats[operand];
    }

    /** As {@link #newFloats}. */
    DoublePointer newDoubles(int operand, int size) {
        if (doubles[operand].capacity() < size) {
            doubles[operand].close();
            doubles[operand] = new DoublePointer(size > KEPT ? size : grown(size));
        }
        poison(doubles[operand], size);
        return doubles[operand];
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
