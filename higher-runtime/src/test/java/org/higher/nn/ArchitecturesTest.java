package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Poisoned;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small versions of what people build, gradients and meta-gradients against differences. */
class ArchitecturesTest {
    private static final double RATE = 0.2;
    private static final int STEPS = 2;
    private static final double STEP = 1e-5;

    /** Layers around given parameters, and a loss on data that a generator draws. */
    enum Architecture {
        /** Two stages, the second halved, with a projection for a shortcut. */
        RESIDUAL_NETWORK(
                new int[][] {
                    {4, 2, 3, 3}, {4}, {4}, {6, 4, 3, 3}, {6, 6, 3, 3}, {6, 4, 1, 1}, {3, 6}, {3}
                }) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Window same = Window.of(3, 3).withPadding(1);
                Tensor zeros = Tensor.zeros(data.dtype, 4);
                BatchNorm norm =
                        new BatchNorm(
                                Optional.of(p.get(1)),
                                Optional.of(p.get(2)),
                                zeros,
                                zeros.add(1),
                                1e-5,
                                0.1,
                                true);
                Tensor stem = norm.forward(conv(p.get(0), same, data.draw(3, 2, 7, 7)));
                Tensor active = stem.tanh();
                Tensor main = conv(p.get(3), same.withStride(2), active).tanh();
                Tensor shortcut = conv(p.get(5), Window.of(1, 1).withStride(2), active);
                Tensor sum = conv(p.get(4), same, main).add(shortcut).tanh();
                Tensor pooled = sum.avgPool2d(Window.of(2, 2).withStride(3)).mean(2, 3);
                return Losses.crossEntropy(linear(p, 6).forward(pooled), 0, 2, 1);
            }

            private Tensor conv(Tensor weight, Window window, Tensor x) {
                return new Conv2d(weight, Optional.empty(), window, 1).forward(x);
            }
        },

        TRANSFORMER_ENCODER(
                new int[][] {
                    {4, 4}, {4}, {4, 4}, {4}, {4, 4}, {4}, {4, 4}, {4}, {4}, {4}, {8, 4}, {8},
                    {4, 8}, {4}
                }) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Tensor x = data.draw(2, 3, 4);
                MultiHeadAttention attention =
                        new MultiHeadAttention(
                                linear(p, 0), linear(p, 2), linear(p, 4), linear(p, 6), 2);
                Tensor mask = MultiHeadAttention.causalMask(3);
                Tensor seen = x.add(attention.forward(x, x, x, mask));
                Tensor normal = new LayerNorm(p.get(8), p.get(9), 1e-5).forward(seen);
                Tensor inner = linear(p, 10).forward(normal.reshape(6, 4)).gelu();
                Tensor out = normal.reshape(6, 4).add(linear(p, 12).forward(inner));
                return Losses.mse(out, data.draw(6, 4));
            }
        },

        /** The embedding is also what scores the next word. */
        LANGUAGE_MODEL(new int[][] {{5, 3}, {12, 3}, {12, 3}, {12}, {12}}) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                int[] text = {0, 3, 1, 4, 2, 2, 0, 1};
                LstmCell cell =
                        new LstmCell(
                                p.get(1), p.get(2), Optional.of(p.get(3)), Optional.of(p.get(4)));
                Lstm lstm = new Lstm(List.of(cell), RecurrentOptions.DEFAULT);
                Tensor words = p.get(0).gather(0, Arrays.copyOf(text, 7)).reshape(7, 1, 3);
                Tensor noise = data.draw(7, 1, 3).mul(0.1);
                Tensor hidden = lstm.forward(words.add(noise)).outputs().reshape(7, 3);
                Tensor logits = hidden.mmulTransposed(p.get(0));
                return Losses.crossEntropy(logits, Arrays.copyOfRange(text, 1, 8));
            }
        },

        /** Messages along edges, added up at their ends. */
        GRAPH_CONVOLUTION(new int[][] {{4, 3}, {4}, {2, 4}, {2}}) {
            private final int[] from = {0, 1, 1, 2, 3, 4, 4, 0};
            private final int[] to = {1, 0, 2, 3, 4, 0, 2, 2};

            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Tensor hidden = round(linear(p, 0).forward(data.draw(5, 3))).tanh();
                Tensor logits = round(linear(p, 2).forward(hidden));
                return Losses.crossEntropy(logits, 0, 1, 1, 0, 1);
            }

            private Tensor round(Tensor nodes) {
                return nodes.gather(0, from).scatterAdd(0, 5, to).add(nodes).mul(0.5);
            }
        },

        MIXTURE_OF_EXPERTS(new int[][] {{3, 4}, {3}, {2, 4}, {2}, {2, 4}, {2}, {2, 4}, {2}}) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Tensor x = data.draw(5, 4);
                Tensor shares = linear(p, 0).forward(x).softmax(1);
                List<Tensor> parts = new ArrayList<>();
                for (int expert = 0; expert < 3; expert++) {
                    parts.add(linear(p, 2 + 2 * expert).forward(x).tanh());
                }
                Tensor mixed = Tensor.stack(1, parts).mul(shares.unsqueeze(2)).sum(1);
                Tensor balance = shares.mean(0).square().sum();
                return Losses.mse(mixed, data.draw(5, 2)).add(balance.mul(0.1));
            }
        },

        /** Runge and Kutta's step of fourth order, three times. */
        DIFFERENTIAL_EQUATION(new int[][] {{3, 3}, {3}}) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Tensor x = data.draw(4, 3);
                double h = 0.3;
                for (int step = 0; step < 3; step++) {
                    Tensor a = slope(p, x);
                    Tensor b = slope(p, x.add(a.mul(h / 2)));
                    Tensor c = slope(p, x.add(b.mul(h / 2)));
                    Tensor d = slope(p, x.add(c.mul(h)));
                    x = x.add(a.add(b.mul(2)).add(c.mul(2)).add(d).mul(h / 6));
                }
                return Losses.mse(x, data.draw(4, 3));
            }

            private Tensor slope(List<Tensor> p, Tensor x) {
                return linear(p, 0).forward(x).tanh();
            }
        },

        /** The weights of a net are the output of another. */
        HYPERNETWORK(new int[][] {{1, 3}, {10, 3}, {10}}) {
            @Override
            Tensor loss(List<Tensor> p, Data data) {
                Tensor made = linear(p, 1).forward(p.get(0)).reshape(10);
                Linear main =
                        new Linear(
                                made.slice(0, 0, 8).reshape(2, 4),
                                Optional.of(made.slice(0, 8, 10)));
                Tensor out = main.forward(data.draw(5, 4)).tanh();
                return Losses.mse(out, data.draw(5, 2)).add(made.norm2().mul(0.01));
            }
        };

        final int[][] shapes;

        Architecture(int[][] shapes) {
            this.shapes = shapes;
        }

        abstract Tensor loss(List<Tensor> p, Data data);

        static Linear linear(List<Tensor> p, int at) {
            return new Linear(p.get(at), Optional.of(p.get(at + 1)));
        }
    }

    /** Draws of floats, in either type, so that both see the same. */
    record Data(RandomGenerator random, DType dtype) {
        Tensor draw(int... shape) {
            return Tensor.normal(random, DType.FLOAT32, shape).to(dtype);
        }
    }

    private static Tensor loss(Architecture of, List<Tensor> p, long seed) {
        return of.loss(p, new Data(new SplittableRandom(seed), p.get(0).dtype()));
    }

    private static List<Tensor> parameters(Architecture of, DType dtype) {
        Data data = new Data(new SplittableRandom(3), dtype);
        return Arrays.stream(of.shapes)
                .map(shape -> Tensor.parameter(data.draw(shape).mul(0.5)))
                .toList();
    }

    /** The loss on other data after a few steps of descent. */
    private static Tensor adapted(Architecture of, List<Tensor> p, boolean recorded) {
        List<Tensor> weights = p;
        for (int step = 0; step < STEPS; step++) {
            Grad grad = Grad.of(loss(of, weights, 10 + step));
            List<Tensor> slopes = (recorded ? grad.createGraph() : grad).with(weights).orZeros();
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                Tensor moved = weights.get(i).sub(slopes.get(i).mul(RATE));
                next.add(recorded ? moved : Tensor.parameter(moved));
            }
            weights = next;
        }
        return loss(of, weights, 20);
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfDifferences(Architecture of) {
        List<Tensor> p = parameters(of, DType.FLOAT64);
        List<Tensor> along = directions(p);
        double slope = inner(Grad.of(loss(of, p, 10)).with(p).orZeros(), along);
        double ahead = loss(of, moved(p, along, STEP), 10).item();
        double behind = loss(of, moved(p, along, -STEP), 10).item();
        assertClose(slope, (ahead - behind) / (2 * STEP), 1e-7);
    }

    @ParameterizedTest
    @EnumSource
    void metaGradientsAreThoseOfDifferences(Architecture of) {
        List<Tensor> p = parameters(of, DType.FLOAT64);
        List<Tensor> along = directions(p);
        Tensor outer = adapted(of, p, true);
        assertThat(outer.item()).isEqualTo(adapted(of, p, false).item());
        double slope = inner(Grad.of(outer).with(p).orZeros(), along);
        double ahead = adapted(of, moved(p, along, STEP), false).item();
        double behind = adapted(of, moved(p, along, -STEP), false).item();
        assertClose(slope, (ahead - behind) / (2 * STEP), 1e-6);
    }

    @ParameterizedTest
    @EnumSource
    void floatsAgreeWithDoubles(Architecture of) {
        List<double[]> floats = metaGradient(of, DType.FLOAT32);
        List<double[]> doubles = metaGradient(of, DType.FLOAT64);
        for (int i = 0; i < doubles.size(); i++) {
            double scale = Arrays.stream(doubles.get(i)).map(Math::abs).max().orElseThrow();
            assertThat(floats.get(i))
                    .as("parameter %d", i)
                    .usingComparatorWithPrecision(1e-3 * Math.max(scale, 0.05))
                    .containsExactly(doubles.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInUnwrittenMemoryDoesNotMatter(Architecture of) {
        List<double[]> poisoned = Poisoned.get(true, () -> metaGradient(of, DType.FLOAT32));
        List<double[]> usual = Poisoned.get(false, () -> metaGradient(of, DType.FLOAT32));
        for (int i = 0; i < usual.size(); i++) {
            assertThat(poisoned.get(i)).as("parameter %d", i).containsExactly(usual.get(i));
        }
    }

    private static List<double[]> metaGradient(Architecture of, DType dtype) {
        List<Tensor> p = parameters(of, dtype);
        return Grad.of(adapted(of, p, true)).with(p).orZeros().stream()
                .map(Tensor::toDoubles)
                .toList();
    }

    private static List<Tensor> directions(List<Tensor> like) {
        RandomGenerator random = new SplittableRandom(5);
        return like.stream().map(t -> Tensor.normal(random, DType.FLOAT64, t.shape())).toList();
    }

    private static List<Tensor> moved(List<Tensor> p, List<Tensor> along, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < p.size(); i++) {
            moved.add(Tensor.parameter(p.get(i).detach().add(along.get(i).mul(by))));
        }
        return moved;
    }

    private static double inner(List<Tensor> a, List<Tensor> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i).dot(b.get(i)).item();
        }
        return sum;
    }

    private static void assertClose(double actual, double expected, double precision) {
        assertThat(actual)
                .isCloseTo(expected, Offset.offset(precision * Math.max(1, Math.abs(expected))));
    }
}
