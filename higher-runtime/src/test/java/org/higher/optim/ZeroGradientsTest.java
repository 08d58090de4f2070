package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Where gradients are exactly 0")
class ZeroGradientsTest {
    static Stream<RuleCase<?>> rules() {
        return RuleCase.ours();
    }

    @ParameterizedTest(name = "{0}: everything is finite, to second order")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void finite(RuleCase<R> each) {
        List<Tensor> start = start();
        List<Tensor> learned = RuleCase.scalars(each.values());
        List<Tensor> inputs = new ArrayList<>(start);
        inputs.addAll(learned);

        List<Tensor> weights = each.unroll(start, learned, (w, t) -> loss(w));
        List<Tensor> first = Grad.of(outer(weights)).createGraph().with(inputs).orZeros();
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (Tensor gradient : first) {
            sum = sum.add(gradient.sum());
        }
        List<Tensor> second = Grad.of(sum).with(inputs).orZeros();

        Stream.of(weights, first, second)
                .flatMap(List::stream)
                .forEach(
                        tensor ->
                                assertThat(tensor.toDoubles()).matches(ZeroGradientsTest::finite));
    }

    private static boolean finite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static List<Tensor> start() {
        return List.of(
                Tensor.parameter(Tensor.of(new double[] {0.5, 0, 0.8}, 3)),
                Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2, 2)));
    }

    /**
     * Of the first tensor, one element has a slope, one is at its minimum and one has no influence;
     * the second is at its minimum throughout.
     */
    private static Tensor loss(List<Tensor> weights) {
        Tensor influence = Tensor.of(new double[] {1, 1, 0}, 3);
        return weights.get(0).square().mul(influence).sum().add(weights.get(1).square().sum());
    }

    private static Tensor outer(List<Tensor> weights) {
        return weights.get(0).exp().sum().add(weights.get(1).exp().sum());
    }
}
