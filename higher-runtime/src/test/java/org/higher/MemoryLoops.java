package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.nn.Losses;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** Loops that take their steps again for a gradient, in place of keeping them. */
abstract class MemoryLoops extends CentredLoops {
    static final int MANY = 9;

    final Tensor rate = Tensor.parameter(Tensor.scalar(0.1, DType.FLOAT64));

    final InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> loop(
            Memory memory) {
        return Higher.innerLoop(net, sgd).copyInitialWeights(false).memory(memory);
    }

    final Tensor loss(FunctionalCentred.Bound bound, int step) {
        return Losses.mse(bound.forward(xs.mul(1 + 0.1 * step)), ys);
    }

    final Tensor query(FunctionalCentred.Bound bound) {
        return Losses.mse(bound.forward(xq), yq);
    }

    final List<Tensor> learned(Tensor... more) {
        List<Tensor> all = new ArrayList<>(net.parameters());
        all.addAll(List.of(more));
        return all;
    }

    static List<double[]> gradients(Tensor outer, List<Tensor> learned) {
        return Grad.gradOrZeros(outer, learned).stream().map(Tensor::toDoubles).toList();
    }

    static void assertSame(List<double[]> actual, List<double[]> expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    /** What a loop does, and the gradients of the loss that it ends with. */
    interface Program {
        Tensor run(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> loop);
    }

    interface Opened {
        InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> with(Memory memory);
    }

    final void assertAsOnTheTape(Opened opened, List<Tensor> learned, Program program) {
        List<double[]> expected = gradients(opened, learned, program, Memory.full());
        for (Memory memory :
                List.of(Memory.snapshots(2), Memory.budget("200 kB"), Memory.savedGradients())) {
            assertSame(gradients(opened, learned, program, memory), expected);
        }
        assertClose(gradients(opened, learned, program, Memory.mixedMode()), expected, 1e-11);
    }

    private static List<double[]> gradients(
            Opened opened, List<Tensor> learned, Program program, Memory memory) {
        try (var loop = opened.with(memory)) {
            return gradients(program.run(loop), learned);
        }
    }

    /**
     * Equal but for rounding, relative to the largest element of each.
     *
     * <p>A gradient that is 0 but for rounding, as that of a bias before batch norm, has none to
     * speak of: it is rounded as all others are.
     */
    static void assertClose(List<double[]> actual, List<double[]> expected, double rounding) {
        assertThat(actual).hasSameSizeAs(expected);
        double all = expected.stream().mapToDouble(MemoryLoops::largest).max().orElse(0);
        for (int i = 0; i < expected.size(); i++) {
            double error = rounding * largest(expected.get(i)) + 1e-15 * all;
            assertThat(actual.get(i)).as("%s", i).containsExactly(expected.get(i), within(error));
        }
    }

    private static double largest(double... values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    /** Leaves its argument alone, and reads a tensor in its derivative that is no argument. */
    static CustomFunction steep(Tensor gain) {
        return CustomFunction.of(
                "steep", x -> x.get(0), (g, y, x) -> List.of(g.mul(gain).mul(x.get(0).tanh())));
    }
}
