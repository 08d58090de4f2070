package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Reduction.MEAN;
import static org.higher.internal.backend.Kernels.Unary.SQUARE;
import static org.higher.tensor.Op.op;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;

/** Means over a batch that nearly every model is trained by, each one place on the tape. */
final class LossOps {
    private LossOps() {}

    static Tensor mse(Tensor a, Tensor b) {
        checkAlike("mse", a, b);
        double count = a.size();
        Kernels kernels = a.kernels();
        Array difference = kernels.binary(SUB, TaskAxis.beside(b, a), TaskAxis.beside(a, b));
        Tensor tasked = a.tasks() == null ? b : a;
        int[] all = TaskAxis.axes(tasked, Checks.axes("mse", a));
        return op("mse", kernels.reduce(MEAN, kernels.unary(SQUARE, difference), all, false))
                .wrt(a, g -> a.sub(b).mul(g.mul(2 / count)))
                .wrt(b, g -> b.sub(a).mul(g.mul(2 / count)))
                .record();
    }

    /** Of probabilities that need not sum up to 1; 0 times the logarithm of 0 is 0. */
    static Tensor crossEntropy(Tensor logits, Tensor probabilities) {
        checkAlike("crossEntropy", logits, probabilities);
        if (logits.rank() != 2) {
            throw new IllegalArgumentException(
                    Text.of("crossEntropy: %s is not [rows, classes]", logits.shapeRef()));
        }
        double rows = logits.size(0);
        Tensor value =
                NoGrad.get(
                        () -> finiteLog(logits, probabilities).mul(probabilities).sum().div(-rows));
        return op("crossEntropy", value.data())
                .wrt(
                        logits,
                        g ->
                                logits.softmax(1)
                                        .mul(probabilities.sum(true, 1))
                                        .sub(probabilities)
                                        .mul(g.div(rows)))
                .wrt(probabilities, g -> finiteLog(logits, probabilities).mul(g.div(-rows)))
                .record();
    }

    private static Tensor finiteLog(Tensor logits, Tensor probabilities) {
        Tensor log = logits.logSoftmax(1);
        Tensor nothing = log.eq(Double.NEGATIVE_INFINITY).mul(probabilities.eq(0));
        return Tensor.where(nothing, log.constant(0), log);
    }

    private static void checkAlike(String op, Tensor a, Tensor b) {
        Checks.together(op, a, b);
        if (!Arrays.equals(a.shapeRef(), b.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of("%s: shapes differ: %s and %s", op, a.shapeRef(), b.shapeRef()));
        }
    }
}
