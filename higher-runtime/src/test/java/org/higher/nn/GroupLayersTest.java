package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("GroupNorm and InstanceNorm")
class GroupLayersTest {
    private static final double EPS = 0.01;
    private final SplittableRandom random = new SplittableRandom(6);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    /** By the definition, of [2, 4, 3, 2]. */
    private static double[] naive(Tensor x, int groups, Tensor weight, Tensor bias) {
        double[] in = x.toDoubles();
        double[] out = new double[in.length];
        int size = 4 * 6 / groups;
        for (int from = 0; from < in.length; from += size) {
            double mean = 0;
            for (int i = from; i < from + size; i++) {
                mean += in[i] / size;
            }
            double variance = 0;
            for (int i = from; i < from + size; i++) {
                variance += (in[i] - mean) * (in[i] - mean) / size;
            }
            for (int i = from; i < from + size; i++) {
                int channel = i / 6 % 4;
                double normal = (in[i] - mean) / Math.sqrt(variance + EPS);
                out[i] = normal * weight.toDoubles()[channel] + bias.toDoubles()[channel];
            }
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("are the mean and deviation of groups of channels")
    void areTheFormula(int groups) {
        Tensor x = normal(2, 4, 3, 2);
        Tensor weight = normal(4);
        Tensor bias = normal(4);
        GroupNorm norm = new GroupNorm(groups, 4, Optional.of(weight), Optional.of(bias), EPS);
        LayerCheck.assertClose(norm.forward(x), naive(x, groups, weight, bias));
        Tensor flat = x.reshape(2, 4, 6);
        LayerCheck.assertClose(norm.forward(flat), naive(x, groups, weight, bias));
        Tensor ones = Tensor.ones(DType.FLOAT64, 4);
        Tensor zeros = Tensor.zeros(DType.FLOAT64, 4);
        LayerCheck.assertClose(
                GroupNorm.builder(groups, 4).affine(false).eps(EPS).build().forward(x),
                naive(x, groups, ones, zeros));
        if (groups == 4) {
            InstanceNorm each = new InstanceNorm(4, Optional.of(weight), Optional.of(bias), EPS);
            LayerCheck.assertClose(each.forward(x), naive(x, 4, weight, bias));
            LayerCheck.assertClose(each.forward(flat), naive(x, 4, weight, bias));
            LayerCheck.assertClose(
                    InstanceNorm.builder(4).eps(EPS).build().forward(x), naive(x, 4, ones, zeros));
        }
    }

    @Test
    @DisplayName("one group is layer normalization, and vectors have groups, too")
    void relatives() {
        Tensor x = normal(3, 6);
        GroupNorm one = GroupNorm.builder(1, 6).affine(false).build();
        Tensor row = x.standardize(1e-5, 1);
        LayerCheck.assertClose(one.forward(x), row);
        GroupNorm three = GroupNorm.builder(3, 6).affine(false).build();
        LayerCheck.assertClose(
                three.forward(x).reshape(9, 2), x.reshape(9, 2).standardize(1e-5, 1));
    }

    @Test
    @DisplayName("stand every check: twins, second derivatives, tasks")
    void standEveryCheck() {
        GroupNorm group = new GroupNorm(2, 4);
        new LayerCheck<>(
                        FunctionalGroupNorm.of(group),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 4, 3})
                .all(in -> List.of(group.forward(in.get(0)).tanh()));
        InstanceNorm instance = InstanceNorm.builder(2).affine(true).eps(0.1).build();
        new LayerCheck<>(
                        FunctionalInstanceNorm.of(instance),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 2, 3, 2})
                .all(in -> List.of(instance.forward(in.get(0)).tanh()));
        InstanceNorm bare = new InstanceNorm(2);
        new LayerCheck<>(
                        FunctionalInstanceNorm.of(bare),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 2, 5})
                .all(in -> List.of(bare.forward(in.get(0)).tanh()));
    }

    @Test
    @DisplayName("begin as PyTorch's: groups with weights 1 and biases 0, instances without")
    void parameters() {
        FunctionalGroupNorm group = FunctionalGroupNorm.of(new GroupNorm(2, 4));
        assertThat(Params.named(group.params()).keySet()).containsExactly("weight", "bias");
        assertThat(group.params().weight().orElseThrow().toFloats()).containsExactly(1, 1, 1, 1);
        assertThat(group.params().bias().orElseThrow().toFloats()).containsExactly(0, 0, 0, 0);
        assertThat(FunctionalInstanceNorm.of(new InstanceNorm(4)).parameters()).isEmpty();
        Tensor x = Tensor.of(new float[] {1, 3, -1, 1}, 1, 2, 2);
        assertThat(new InstanceNorm(2).forward(x).toFloats())
                .containsExactly(new float[] {-1, 1, -1, 1}, within(1e-4f));
    }

    @Test
    @DisplayName("equal elements are 0, with finite derivatives; empty batches stay empty")
    void limits() {
        Tensor x = Tensor.parameter(Tensor.ones(1, 2, 4));
        Tensor y = new GroupNorm(1, 2).forward(x);
        assertThat(y.toFloats()).containsOnly(0);
        y.square().sum().backward();
        assertThat(x.grad().orElseThrow().toFloats()).containsOnly(0);
        assertThat(new GroupNorm(1, 2).forward(Tensor.zeros(0, 2, 4)).shape())
                .containsExactly(0, 2, 4);
        assertThat(new InstanceNorm(2).forward(Tensor.zeros(0, 2, 4)).shape())
                .containsExactly(0, 2, 4);
    }

    @Test
    @DisplayName("what does not fit is named, with what to do")
    void refuses() {
        Optional<Tensor> none = Optional.empty();
        Optional<Tensor> two = Optional.of(Tensor.ones(2));
        refuses(
                () -> new GroupNorm(3, 4),
                "GroupNorm: 4 channels in 3 groups; channels must be a positive multiple of"
                        + " groups");
        refuses(
                () -> new GroupNorm(0, 4),
                "GroupNorm: 4 channels in 0 groups; channels must be a positive multiple of"
                        + " groups");
        refuses(
                () -> new GroupNorm(2, 4, two, two, EPS),
                "GroupNorm: weight [2]; give [4], one for each channel");
        refuses(
                () -> new InstanceNorm(2, two, none, EPS),
                "InstanceNorm: a weight or a bias alone; give both or none");
        refuses(
                () -> GroupNorm.builder(1, 2).eps(-1).build(),
                "GroupNorm: eps is -1.0; it must be a number that is not negative");
        refuses(
                () -> new GroupNorm(2, 4).forward(Tensor.zeros(2, 3, 5)),
                "GroupNorm: [2, 3, 5] for a layer of 4 channels; give [n, 4, ...]");
        refuses(
                () -> new InstanceNorm(3).forward(Tensor.zeros(2, 3)),
                "InstanceNorm: [2, 3] for a layer of 3 channels; give [n, 3, length] or [n, 3,"
                        + " rows, columns]");
        refuses(
                () -> new GroupNorm(4, 4).forward(Tensor.zeros(2, 4)),
                "GroupNorm: [2, 4] has less than two elements for each of 4 groups of channels, of"
                        + " which there is no variance; give larger inputs, or make fewer groups");
        refuses(
                () -> new InstanceNorm(3).forward(Tensor.zeros(2, 3, 1)),
                "InstanceNorm: [2, 3, 1] has less than two elements for each of 3 groups of"
                        + " channels, of which there is no variance; give larger inputs, or make"
                        + " fewer groups");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
