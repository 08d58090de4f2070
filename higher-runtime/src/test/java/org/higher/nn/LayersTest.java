package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LayersTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void linearAppliesWeightAndBias() {
        Tensor weight = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor x = Tensor.of(new float[] {1, 0, -1}, 1, 3);
        Tensor plain = new Linear(weight, Optional.empty()).forward(x);
        assertThat(plain.toFloats()).containsExactly(-2, -2);
        Tensor bias = Tensor.of(new float[] {10, 20}, 2);
        Tensor shifted = new Linear(weight, Optional.of(bias)).forward(x);
        assertThat(shifted.toFloats()).containsExactly(8, 18);
    }

    @Test
    void linearWithoutBiasHasOneParameter() {
        FunctionalLinear twin = FunctionalLinear.of(new Linear(3, 2, false, random));
        assertThat(Params.named(twin.params()).keySet()).containsExactly("weight");
        assertThat(twin.params().weight().shape()).containsExactly(2, 3);
    }

    @Test
    void linearRefusesParametersThatDoNotFit() {
        assertThatThrownBy(() -> new Linear(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Linear: 0 inputs and 3 outputs; there must be at least one of each");
        assertThatThrownBy(() -> new Linear(Tensor.zeros(3), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Linear: weight has rank 1; give [outputs, inputs]");
        assertThatThrownBy(() -> new Linear(Tensor.zeros(2, 3), Optional.of(Tensor.zeros(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Linear: bias must have the 2 outputs of the weight");
    }

    @Test
    void sequentialTwinRunsEveryKindOfLayer() {
        Sequential model =
                new Sequential(
                        new Linear(3, 5, true, random),
                        new Tanh(),
                        new Sequential(new Linear(5, 4, false, random), new Softplus()),
                        new LeakyRelu(0.2),
                        new Sigmoid(),
                        new Relu());
        FunctionalSequential twin = FunctionalSequential.of(model);
        Tensor x = Tensor.normal(random, DType.FLOAT32, 7, 3);
        assertThat(twin.forward(twin.params(), x).toFloats())
                .containsExactly(model.forward(x).toFloats());
        assertThat(Params.named(twin.params()).keySet())
                .containsExactly("layers.0.weight", "layers.0.bias", "layers.2.layers.0.weight");
    }

    @Test
    void initialValuesHaveTheirPublishedSpread() {
        float[] uniform = Init.xavierUniform(20, 30, random, 10_000).toFloats();
        double bound = Math.sqrt(6.0 / 50);
        double largest = 0;
        double squares = 0;
        for (float value : uniform) {
            largest = Math.max(largest, Math.abs(value));
            squares += value * value;
        }
        assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(0.99 * bound);
        assertThat(squares / uniform.length).isCloseTo(bound * bound / 3, within(0.002));
        assertThat(Init.kaimingUniform(Math.sqrt(2), 6, random, 1000).abs().amax().item())
                .isBetween(0.99, 1.0);
        assertThat(Init.zeros(3).requiresGrad()).isTrue();
    }

    @Test
    void aSeedMakesTheSameModelAgain() {
        Init.seed(11);
        float[] once = FunctionalLinear.of(new Linear(4, 3)).params().weight().toFloats();
        float[] next = FunctionalLinear.of(new Linear(4, 3)).params().weight().toFloats();
        Init.seed(11);
        float[] again = FunctionalLinear.of(new Linear(4, 3)).params().weight().toFloats();
        assertThat(again).containsExactly(once);
        assertThat(next).isNotEqualTo(once);
    }
}
