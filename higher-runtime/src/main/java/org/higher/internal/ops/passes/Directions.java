package org.higher.internal.ops.passes;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ConversionOps;
import org.higher.internal.ops.Creation;
import org.higher.internal.ops.TaskOps;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/** The directions that forward mode differentiates along. */
public final class Directions {
    private Directions() {}

    /**
     * A direction, checked, with as many tasks as its input.
     *
     * @param index of the input, for the message
     */
    public static Value checked(int index, Value input, Value vector) {
        boolean fits =
                Arrays.equals(input.shape(), vector.shape())
                        && input.dtype() == vector.dtype()
                        && input.device().equals(vector.device())
                        && (vector.taskCount() == 0 || vector.taskCount() == input.taskCount());
        if (!fits) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "jvp: input %d is %s on %s, and its vector %s on %s; they must agree",
                            index,
                            Messages.kind(input),
                            input.device(),
                            Messages.kind(vector),
                            vector.device()));
        }
        Value direction = vector;
        if (input.isNumber() != vector.isNumber()) {
            direction =
                    input.isNumber()
                            ? ConversionOps.toNumber(vector)
                            : ConversionOps.to(vector, input.dtype());
        }
        return direction.taskCount() == input.taskCount()
                ? direction
                : TaskOps.forTasks(direction, input.taskCount());
    }

    /** 1 at an element, of all tasks, and else 0. */
    public static Value unit(Value like, int element) {
        double[] elements = new double[like.size()];
        elements[element] = 1;
        Value unit = Creation.of(elements, like.shape());
        return ConversionOps.to(
                like.isNumber()
                        ? ConversionOps.toNumber(unit)
                        : ConversionOps.to(unit, like.dtype()),
                like.device());
    }

    /**
     * Checks a value whose gradient is wanted.
     *
     * @param index of the input, for the message
     * @param first the value of the first run, which the others repeat; empty before it
     */
    public static void checkScalar(int index, Value input, Value value, List<double[]> first) {
        if (value.size() != 1) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "gradient: the value %s is no scalar; reduce it, for example with"
                                    + " mean(), or use jvp",
                            value.shape()));
        }
        Checks.repeatable("gradient", value, first);
        if (input.taskCount() > 0 && value.taskCount() == 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "gradient: input %d has %d tasks, and the value is one for all; return"
                                    + " that of each task, without sumOfTasks() or meanOfTasks()",
                            index, input.taskCount()));
        }
    }
}
