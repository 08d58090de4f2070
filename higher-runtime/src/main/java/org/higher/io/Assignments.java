package org.higher.io;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** What is about to be assigned to which tensors; checked as it is added, done as a whole. */
final class Assignments {
    private final Map<Tensor, Tensor> values = new IdentityHashMap<>();

    /**
     * Adds one, of the right shape, element type and device.
     *
     * @throws IllegalArgumentException if the target is no leaf, or has tasks, or gets another
     *     value already
     */
    void add(String what, Tensor target, Tensor value) {
        if (!target.isLeaf()) {
            throw new IllegalArgumentException(
                    what
                            + ": it is the result of a recorded operation, and only leaves can be"
                            + " assigned; load into a model that has not run yet");
        }
        if (target.taskCount() != 0) {
            throw new IllegalArgumentException(
                    what
                            + ": it is of "
                            + target.taskCount()
                            + " tasks, and files have no task axis; load into a tensor without it,"
                            + " and use forTasks or asTasks()");
        }
        Tensor other = values.putIfAbsent(target, value);
        if (other != null && !sameBits(other, value)) {
            throw new IllegalArgumentException(
                    what
                            + ": it is one tensor with another of the model's, but two different"
                            + " ones in the file; load into a model built like the one that was"
                            + " saved");
        }
    }

    void run() {
        values.forEach(Tensor::assign);
    }

    private static boolean sameBits(Tensor a, Tensor b) {
        return a.dtype() == DType.FLOAT32
                ? Arrays.equals(a.toFloats(), b.toFloats())
                : Arrays.equals(a.toDoubles(), b.toDoubles());
    }
}
