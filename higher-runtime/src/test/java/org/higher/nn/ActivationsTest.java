package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.FunctionalModule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers without parameters. */
class ActivationsTest {
    static Stream<Arguments> functions() {
        return Stream.of(
                row(new Elu(), x -> x > 0 ? x : Math.expm1(x)),
                row(new Elu(0.5), x -> x > 0 ? x : 0.5 * Math.expm1(x)),
                row(new Gelu(), x -> x * normalBelow(x)),
                row(
                        new Gelu(true),
                        x ->
                                x
                                        / (1
                                                + Math.exp(
                                                        -2
                                                                * Math.sqrt(2 / Math.PI)
                                                                * (x + 0.044715 * x * x * x)))),
                row(new Silu(), x -> x / (1 + Math.exp(-x))),
                row(new HardTanh(), x -> Math.min(1, Math.max(-1, x))),
                row(new HardTanh(-0.3, 0.7), x -> Math.min(0.7, Math.max(-0.3, x))),
                row(new Identity(), x -> x));
    }

    private static Arguments row(Layer layer, DoubleUnaryOperator function) {
        return Arguments.of(layer, function);
    }

    /** By Simpson's rule. */
    private static double normalBelow(double x) {
        int pieces = 2000;
        double h = x / pieces;
        double sum = 1 + Math.exp(-x * x / 2);
        for (int k = 1; k < pieces; k++) {
            sum += (k % 2 == 1 ? 4 : 2) * Math.exp(-(k * h) * (k * h) / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void valuesAreThoseOfTheFormula(Layer layer, DoubleUnaryOperator function) {
        double[] x = {-3.5, -1, -0.4, -1e-3, 0, 1e-3, 0.2, 0.9, 1, 2.7, 6};
        double[] expected = Arrays.stream(x).map(function).toArray();
        LayerCheck.assertClose(layer.forward(Tensor.of(x, x.length)), expected);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void standEveryCheck(Layer layer, DoubleUnaryOperator function) {
        check(FunctionalLayer.of(layer), layer);
    }

    private static <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void check(
            FunctionalModule<P, B> twin, Layer layer) {
        new LayerCheck<>(twin, (bound, in) -> List.of(bound.forward(in.get(0))), new int[] {2, 3})
                .all(in -> List.of(layer.forward(in.get(0))));
    }

    @Test
    void softmaxesRunAlongTheirAxis() {
        double[] logs = {0, Math.log(3), Math.log(2), Math.log(6)};
        Tensor x = Tensor.of(logs, 2, 2);
        LayerCheck.assertClose(new Softmax().forward(x), 0.25, 0.75, 0.25, 0.75);
        LayerCheck.assertClose(new Softmax(0).forward(x), 1 / 3.0, 1 / 3.0, 2 / 3.0, 2 / 3.0);
        LayerCheck.assertClose(
                new LogSoftmax().forward(x),
                Math.log(0.25),
                Math.log(0.75),
                Math.log(0.25),
                Math.log(0.75));
        LayerCheck.assertClose(
                new LogSoftmax(0).forward(x),
                -Math.log(3),
                -Math.log(3),
                Math.log(2 / 3.0),
                Math.log(2 / 3.0));
        for (Layer layer : List.of(new Softmax(0), new Softmax(), new LogSoftmax(0))) {
            check(FunctionalLayer.of(layer), layer);
        }
    }

    /** One side's derivative is meant at a kink, and nothing is NaN far out. */
    @Test
    void kinksAndLimitsAreDefined() {
        assertThat(slope(new Elu(2), 0)).isEqualTo(2);
        assertThat(slope(new HardTanh(), 1)).isEqualTo(1);
        assertThat(slope(new HardTanh(), 1.5)).isZero();
        for (Layer layer : List.of(new Elu(), new Gelu(), new Gelu(true), new Silu())) {
            assertThat(slope(layer, 1e4)).as("%s", layer).isEqualTo(1);
            assertThat(slope(layer, -1e4)).as("%s", layer).isZero();
        }
    }

    private static double slope(Layer layer, double at) {
        Tensor x = Tensor.parameter(Tensor.scalar(at, DType.FLOAT64));
        return Grad.grad(layer.forward(x), List.of(x)).get(0).item();
    }

    @Test
    void boundsAreAscending() {
        assertThatThrownBy(() -> new HardTanh(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HardTanh: the bounds 1.0 and 1.0 must be in ascending order");
    }

    @Test
    void eluKeepsItsDigitsNearZero() {
        for (float x : new float[] {-1e-8f, -1e-6f, -1e-3f, -1, -30, -200}) {
            float y = new Elu().forward(Tensor.of(new float[] {x}, 1)).toFloats()[0];
            assertThat(y / Math.expm1(x)).isCloseTo(1, within(1e-6));
        }
    }
}
