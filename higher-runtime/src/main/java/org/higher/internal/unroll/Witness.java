package org.higher.internal.unroll;

import java.util.Arrays;
import java.util.function.Function;
import org.higher.functional.BoundModule;
import org.higher.internal.nn.SeedTap;
import org.higher.internal.tape.Value;
import org.higher.tensor.Tensor;

/**
 * What the code of a step was the first time, and has to be again.
 *
 * @param loss for each task
 * @param seeds that were drawn
 * @param configured what is kept of the model, see {@link StepModel}
 */
record Witness<B extends BoundModule>(double[] loss, long[] seeds, B configured) {
    static <B extends BoundModule> Witness<B> of(Tensor loss, long[] seeds, B configured) {
        return new Witness<>(elements(loss), seeds, configured);
    }

    private static double[] elements(Tensor loss) {
        Value value = Results.TENSORS.value(loss);
        return value.kernels().toDoubles(value.data());
    }

    /**
     * Computes the loss again, and what follows, with the same random draws.
     *
     * @param index of the step, for messages
     * @throws IllegalStateException if something is another than the first time
     */
    <T> T again(
            int index, B model, Function<? super B, Tensor> code, Function<Tensor, T> whatFollows) {
        SeedTap tap = SeedTap.open(seeds);
        try {
            Tensor again = code.apply(model);
            double[] value = elements(again);
            if (!Arrays.equals(value, loss)) {
                throw Unrepeatable.loss(index, loss, value);
            }
            return whatFollows.apply(again);
        } finally {
            tap.close();
        }
    }
}
