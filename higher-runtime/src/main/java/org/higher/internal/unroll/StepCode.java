package org.higher.internal.unroll;

import java.util.function.Function;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * What a step does.
 *
 * @param loss of the model
 */
public record StepCode<B, R extends UpdateRule<?>>(
        Function<? super B, Tensor> loss, StepOptions<R> options) {}
