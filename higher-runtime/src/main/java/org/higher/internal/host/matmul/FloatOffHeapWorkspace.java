package org.higher.internal.host.matmul;

import org.bytedeco.javacpp.FloatPointer;
import org.higher.internal.host.memory.AlsoForDouble;

/** The floats of a workspace off the heap; see {@link OffHeapWorkspace}. */
@AlsoForDouble
final class FloatOffHeapWorkspace {
    private final FloatPointer[] operands = new FloatPointer[OffHeapWorkspace.OPERANDS];

    FloatOffHeapWorkspace() {
        for (int i = 0; i < operands.length; i++) {
            operands[i] = new FloatPointer(0L);
        }
    }

    /**
     * Memory with anything in it, in tests NaN, until the next call for the same operand.
     *
     * @throws OffHeapWorkspace.Exhausted if there is none
     */
    FloatPointer reserve(int operand, int size) {
        if (operands[operand].capacity() < size) {
            operands[operand].close();
            operands[operand] = new FloatPointer(0L);
            operands[operand] = OffHeapWorkspace.allocated(size, Float.BYTES, FloatPointer::new);
        }
        OffHeapWorkspace.poison(operands[operand], size);
        return operands[operand];
    }

    /** What was last reserved, until {@link OffHeapWorkspace#trim}. */
    FloatPointer operand(int operand) {
        return operands[operand];
    }

    /** Gives back what is too large to be kept. */
    void trim() {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i].capacity() > OffHeapWorkspace.KEPT) {
                operands[i].close();
                operands[i] = new FloatPointer(0L);
            }
        }
    }
}
