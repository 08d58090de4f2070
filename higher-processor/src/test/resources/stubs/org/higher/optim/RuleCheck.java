package org.higher.optim;

import java.util.List;
import java.util.function.Function;
import org.higher.tensor.Tensor;

final class RuleCheck<R extends UpdateRule<?>> {
    static <R extends UpdateRule<?>> void run(R rule, List<Tensor> like) {}

    static <R extends UpdateRule<?>> void run(Function<double[], R> maker, double[] numbers) {}
}
