package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Unary.RECIPROCAL;
import static org.higher.internal.backend.Kernels.Unary.SQRT;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.square;
import static org.higher.internal.tape.Op.op;

import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** What standardization needs of its argument: the mean, and what was rounded off it. */
record Moments(Array mean, Array rest, Array inverse) {
    static Moments of(Value x, double eps, int... axes) {
        int[] over = TaskAxis.axes(x, axes);
        Kernels kernels = x.kernels();
        List<Array> moments = kernels.moments(x.data(), over);
        Array deviation = kernels.unary(SQRT, kernels.binary(ADD, moments.get(2), eps));
        Array inverse = kernels.unary(RECIPROCAL, deviation);
        return new Moments(moments.get(0), moments.get(1), inverse);
    }

    /** (x - mean) / deviation. */
    Value standardize(Value x, int... axes) {
        Array value = x.kernels().centered(x.data(), mean, rest, inverse);
        Value place = x.withoutElements();
        return op("standardize", value)
                .symmetric()
                .wrt(
                        x,
                        (g, y) -> {
                            Value r = inverseDeviation(place, y, axes);
                            return NormOps.standardizeVjp(g, y, r, axes);
                        })
                .record();
    }

    /** 1 / deviation, of x and its standardized y. */
    Value inverseDeviation(Value x, Value y, int... over) {
        double count = NormOps.count(x, over);
        return op("inverseDeviation", inverse)
                .wrt(x, (g, r) -> NormOps.scale(mul(mul(g, square(r)), -1 / count), y))
                .jvp((t, r) -> mul(mul(square(r), -1 / count), NormOps.sumOfProducts(t, y, over)))
                .record();
    }
}
