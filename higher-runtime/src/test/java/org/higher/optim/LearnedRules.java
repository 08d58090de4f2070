package org.higher.optim;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.Layer;
import org.higher.nn.Tanh;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Tensor;

/** Rules that learn more than numbers. */
final class LearnedRules {
    private LearnedRules() {}

    private static Tensor weight(Random random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(0.5));
    }

    /** One hidden layer, from each coordinate of the gradient to that of the step. */
    @Functional
    static final class Proposal {
        @Trainable private final Tensor in;
        @Trainable private final Tensor bias;
        @Trainable private final Tensor out;

        Proposal(int hidden, Random random) {
            in = weight(random, 1, hidden);
            bias = weight(random, hidden);
            out = weight(random, hidden, 1);
        }

        Tensor forward(Tensor g) {
            Tensor rows = g.reshape(-1, 1);
            return rows.mmul(in).add(bias).tanh().mmul(out).reshape(g.shape());
        }
    }

    /**
     * A network that sees one coordinate at a time, the same for all.
     *
     * <p>Andrychowicz et al. 2016, <i>Learning to learn by gradient descent by gradient
     * descent</i>, with a feed-forward network for the LSTM.
     */
    record Coordinatewise(@Trainable double scale, @Trainable Proposal net)
            implements UpdateRule<Coordinatewise.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(net.forward(g).mul(scale)), s);
        }
    }

    static final CustomFunction SQUASH =
            CustomFunction.of(
                    "squash",
                    x -> x.get(0).tanh(),
                    (g, y, x) -> List.of(g.mul(y.square().rsub(1))));

    /** With a derivative that is written by hand. */
    record Squashed(@Trainable double lr) implements UpdateRule<Squashed.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(SQUASH.apply(g.mul(2)).mul(lr)), s);
        }
    }

    /** A rate for each element, as in Meta-SGD (Li et al. 2017). */
    record PerElement(@Trainable Tensor rates) implements UpdateRule<PerElement.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(g.mul(rates)), s);
        }
    }

    @Functional
    static final class Gain implements Layer {
        @Trainable private final Tensor gain;

        Gain(double gain) {
            this.gain = Tensor.parameter(Tensor.scalar(gain, DType.FLOAT64));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.mul(gain);
        }
    }

    /** Containers, layers behind an interface, a learned initial state; a class, not a record. */
    static final class Stacked implements UpdateRule<Tensor> {
        @Trainable private final List<Layer> layers;
        @Trainable private final Map<String, Tensor> mixes;
        @Trainable private final double lr;

        Stacked(double lr, Gain... gains) {
            this.layers = List.of(gains[0], new Tanh(), gains[1]);
            this.mixes = Map.of("start", Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64)));
            this.lr = lr;
        }

        @Override
        public Tensor init(Tensor p) {
            return p.mul(start());
        }

        private Tensor start() {
            return mixes.get("start");
        }

        private static Tensor through(List<Layer> layers, Tensor x) {
            Tensor h = x;
            for (Layer layer : layers) {
                h = layer.forward(h);
            }
            return h;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor average) {
            Tensor next = average.mul(0.5).add(through(layers, g));
            return new Step<>(p.sub(next.mul(lr)), next);
        }
    }
}
