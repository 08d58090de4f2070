package org.higher.internal.host;

import org.bytedeco.javacpp.FloatPointer;

/** Operands of floats outside of the heap; see {@link NativeRoom}. */
@AlsoForDouble
final class FloatRoom {
    private final FloatPointer[] operands = new FloatPointer[NativeRoom.OPERANDS];

    FloatRoom() {
        for (int i = 0; i < operands.length; i++) {
            operands[i] = new FloatPointer(0L);
        }
    }

    /**
     * Room with anything in it, in tests NaN, until the next call for the same operand.
     *
     * @throws NativeRoom.Full if there is none
     */
    FloatPointer reserve(int operand, int size) {
        if (operands[operand].capacity() < size) {
            operands[operand].close();
            operands[operand] = new FloatPointer(0L);
            operands[operand] = NativeRoom.allocated(size, Float.BYTES, FloatPointer::new);
        }
        NativeRoom.poison(operands[operand], size);
        return operands[operand];
    }

    /** What was last reserved, until {@link NativeRoom#trim}. */
    FloatPointer operand(int operand) {
        return operands[operand];
    }

    /** Gives back what is too large to be kept. */
    void trim() {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i].capacity() > NativeRoom.KEPT) {
                operands[i].close();
                operands[i] = new FloatPointer(0L);
            }
        }
    }
}
