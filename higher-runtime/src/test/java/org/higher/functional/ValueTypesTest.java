package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Records of tensors, and classes like them, are parts of {@code Params}. */
class ValueTypesTest {
    record Affine(Tensor w, Tensor b) {
        static Affine of(double w) {
            return new Affine(
                    Tensor.parameter(Tensor.ones(2, 2).mul(w)), Tensor.parameter(Tensor.zeros(2)));
        }

        Tensor apply(Tensor x) {
            return x.mmul(w).add(b).tanh();
        }
    }

    static final class Scale {
        private final Tensor gain;
        private final UnaryOperator<Tensor> act;
        private final int times;

        Scale(int times, UnaryOperator<Tensor> act, Tensor gain) {
            this.times = times;
            this.act = act;
            this.gain = gain;
        }

        Tensor of(Tensor x) {
            return act.apply(x.mul(gain).mul(times));
        }
    }

    record Cell(Affine in, Optional<Affine> out, List<Affine> layers, Map<String, Tensor> more) {
        Cell {
            layers = List.copyOf(layers);
        }
    }

    record Moments(Tensor mean, Tensor count) {
        Moments after(Tensor x) {
            return new Moments(mean.mul(0.5).add(x.mean(0).mul(0.5)), count.add(1));
        }
    }

    /** Its constructor keeps what it is given, but not always in its place. */
    record Range(Tensor low, Tensor high) {
        Range {
            if (low.item() > high.item()) {
                Tensor least = high;
                high = low;
                low = least;
            }
        }
    }

    @Functional
    static class Ranged {
        private final Range range =
                new Range(Tensor.parameter(Tensor.scalar(0)), Tensor.parameter(Tensor.scalar(1)));

        Tensor forward(Tensor x) {
            return x.mul(range.low()).add(range.high());
        }
    }

    record Masked(@Trainable Tensor w, @Buffer Tensor mask) {}

    @Functional
    static class Net {
        private record Gate(Tensor u) {
            Tensor open(Tensor x) {
                return x.mul(u.sigmoid());
            }
        }

        private final Cell cell =
                new Cell(
                        Affine.of(0.1),
                        Optional.of(Affine.of(0.2)),
                        new ArrayList<>(List.of(Affine.of(0.3), Affine.of(-0.4))),
                        new LinkedHashMap<>(Map.of("a", Tensor.parameter(Tensor.ones(2)))));
        private final Gate gate = new Gate(Tensor.parameter(Tensor.ones(2)));
        private final List<Gate> gates = List.of(new Gate(Tensor.parameter(Tensor.zeros(2))));
        private final Scale[] scales = {
            new Scale(2, Tensor::relu, Tensor.parameter(Tensor.scalar(1.5)))
        };
        private final Masked masked = new Masked(Tensor.ones(2), Tensor.of(new float[] {1, 0}, 2));
        @Buffer private Moments moments = new Moments(Tensor.zeros(2), Tensor.scalar(1));
        private final Linear last = new Linear(2, 1);

        Tensor forward(Tensor x) {
            moments = moments.after(x);
            Tensor y = cell.in().apply(x.sub(moments.mean()));
            for (Affine layer : cell.layers()) {
                y = y.add(layer.apply(y));
            }
            y = gates.get(0).open(gate.open(y)).mul(cell.more().get("a"));
            y = cell.out().orElseThrow().apply(y).mul(masked.w().mul(masked.mask()));
            return last.forward(scales[0].of(y).div(moments.count()));
        }
    }

    private final Tensor x = Tensor.of(new float[] {1, -2, 3, 4}, 2, 2);

    @Test
    void twinComputesWhatItsModelDoes() {
        TwinCheck.check(new Net(), x);
    }

    @Test
    void tensorsAreNamedByTheirPlaces() {
        ParamTree params = Twins.of(new Net()).params();
        assertThat(Params.named(params).keySet())
                .containsExactly(
                        "cell.in.w",
                        "cell.in.b",
                        "cell.out.w",
                        "cell.out.b",
                        "cell.layers.0.w",
                        "cell.layers.0.b",
                        "cell.layers.1.w",
                        "cell.layers.1.b",
                        "cell.more.a",
                        "gate.u",
                        "gates.0.u",
                        "scales.0.gain",
                        "masked.w",
                        "last.weight",
                        "last.bias");
        assertThat(Params.buffers(params).keySet())
                .containsExactly("masked.mask", "moments.mean", "moments.count");
    }

    /** The twin's weights would be exchanged unseen, once they have moved past each other. */
    @Test
    void aConstructorThatMovesTensorsIsRefusedWhenItDoes() {
        FunctionalValueTypesTestRanged net = FunctionalValueTypesTestRanged.of(new Ranged());
        List<Tensor> apart = List.of(Tensor.scalar(2), Tensor.scalar(3));
        List<Tensor> crossed = List.of(Tensor.scalar(3), Tensor.scalar(2));

        assertThat(Params.unflatten(net.params(), apart).leaves()).isEqualTo(apart);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Params.unflatten(net.params(), crossed))
                .withMessageContaining("not in their places");
    }
}
