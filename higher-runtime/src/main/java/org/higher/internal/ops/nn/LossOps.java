package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Reduction.MEAN;
import static org.higher.internal.backend.Kernels.Unary.SQUARE;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.sub;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.ComparisonOps.where;
import static org.higher.internal.ops.ReductionOps.sum;
import static org.higher.internal.ops.nn.SoftmaxOps.logSoftmax;
import static org.higher.internal.ops.nn.SoftmaxOps.softmax;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Losses: mean squared error and cross entropy, each one place on the tape. */
public final class LossOps {
    private LossOps() {}

    public static Value mse(Value a, Value b) {
        checkAlike("mse", a, b);
        double count = a.size();
        Kernels kernels = a.kernels();
        Array difference = kernels.binary(SUB, TaskAxis.beside(b, a), TaskAxis.beside(a, b));
        int[] all = TaskAxis.axes(TaskAxis.common("mse", a, b), Checks.axes("mse", a));
        return op("mse", kernels.reduce(MEAN, kernels.unary(SQUARE, difference), all, false))
                .wrt(a, g -> mul(sub(a, b), mul(g, 2 / count)))
                .jvp(t -> ReductionOps.mean(mul(sub(a, b), mul(t, 2)), false))
                .wrt(b, g -> mul(sub(b, a), mul(g, 2 / count)))
                .jvp(t -> ReductionOps.mean(mul(sub(b, a), mul(t, 2)), false))
                .record();
    }

    /** Of probabilities that need not sum up to 1; 0 times the logarithm of 0 is 0. */
    public static Value crossEntropy(Value logits, Value probabilities) {
        checkAlike("crossEntropy", logits, probabilities);
        if (logits.rank() != 2) {
            throw new IllegalArgumentException(
                    Messages.of("crossEntropy: %s is not [rows, classes]", logits.shape()));
        }
        double rows = logits.shape()[0];
        Value value =
                Recording.cut(
                        () -> {
                            Value log = finiteLog(logits, probabilities);
                            return div(sum(mul(log, probabilities), false), -rows);
                        });
        return op("crossEntropy", value.data())
                .wrt(
                        logits,
                        g -> {
                            Value total = mul(softmax(logits, 1), sum(probabilities, true, 1));
                            return mul(sub(total, probabilities), div(g, rows));
                        })
                .jvp(
                        t -> {
                            Value total = mul(softmax(logits, 1), sum(probabilities, true, 1));
                            return div(sum(mul(sub(total, probabilities), t), false), rows);
                        })
                .wrt(probabilities, g -> mul(finiteLog(logits, probabilities), div(g, -rows)))
                .jvp(t -> div(sum(mul(finiteLog(logits, probabilities), t), false), -rows))
                .record();
    }

    private static Value finiteLog(Value logits, Value probabilities) {
        Value log = logSoftmax(logits, 1);
        Value impossible = compare(EQ, log, Double.NEGATIVE_INFINITY);
        Value nothing = mul(impossible, compare(EQ, probabilities, 0));
        return where(nothing, log.scalarLike(0), log);
    }

    private static void checkAlike(String op, Value a, Value b) {
        Checks.together(op, a, b);
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new IllegalArgumentException(
                    Messages.of("%s: shapes differ: %s and %s", op, a.shape(), b.shape()));
        }
    }
}
