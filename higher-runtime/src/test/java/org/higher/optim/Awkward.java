package org.higher.optim;

import static java.lang.Math.max;
import static java.lang.Math.sqrt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;

/** Rules written as users might, to be lifted in every way there is. */
final class Awkward {
    private Awkward() {}

    /** Schedules, loops, helpers, every operator and function. */
    static final class Scheduled implements UpdateRule<Scheduled.State> {
        @Trainable private final double lr;
        @Trainable private final double decay, warmth;
        @Trainable double power = 0.7;
        private static final double HALF = 0.5;
        static final int LIMIT = 3;
        private final int warmup;

        record State(int step, Tensor slow) {}

        Scheduled(double lr, double decay, double warmth, int warmup) {
            this.lr = lr;
            this.decay = decay;
            this.warmth = warmth;
            this.warmup = warmup;
        }

        @Override
        public State init(Tensor p) {
            return new State(0, p);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            int t = s.step() + 1;
            double rate = t < warmup ? lr * t / warmup : lr; // an int division would be 0
            rate /= 1 + decay * (t - 1);
            rate *= cosine(t, LIMIT * 2);
            double total = 0, unused = 1;
            for (int i = 1; i <= t; i++) {
                total += Math.pow(warmth, i) / i;
                unused++;
            }
            if (rate > 0.1 && lr != 0) {
                rate = max(rate, 0.1);
            }
            double scale = twice(HALF) * twice(total) - unused / (total + 4);
            Tensor noise = g.abs().add(0.1).pow(power).mul(g.sign());
            Tensor slow = s.slow().mul(decayed(t)).add(p.mul(1 - decayed(t)));
            p = p.sub(noise.mul(rate)).sub(g.mul(scale * 0.01)).sub(slow.mul(1e-2 / sqrt(2 - lr)));
            return new Step<>(p, new State(t, slow));
        }

        private double cosine(int t, int steps) {
            return 0.5 * (1 + Math.cos(Math.PI * t / steps * warmth));
        }

        private static double twice(double x) {
            return 2 * x;
        }

        private double decayed(int t) {
            double result = 1;
            int i = 0;
            while (i++ < t) {
                result *= -(decay - 0.9);
            }
            return Math.min(result, 0.95);
        }
    }

    /** A nested state, in containers of every kind. */
    record Historic(@Trainable double lr, @Trainable double keep, int length)
            implements UpdateRule<Historic.State> {
        record Pair(Tensor first, Tensor second) {}

        record State(
                List<Tensor> past,
                Map<String, Tensor> named,
                Optional<Pair> pair,
                Tensor[] array,
                List<Pair> pairs,
                String label) {}

        @Override
        public State init(Tensor p) {
            return new State(
                    List.of(), Map.of(), Optional.empty(), new Tensor[0], List.of(), "start");
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            List<Tensor> past = new ArrayList<>(s.past());
            past.add(g.mul(this.lr));
            if (past.size() > length()) {
                past.remove(0);
            }
            Tensor sum = p.zerosLike();
            double weight = 1;
            for (Tensor each : past) {
                sum = sum.add(each.mul(weight *= keep()));
            }
            Tensor drift = s.pair().map(q -> q.first().mul(lr())).orElse(sum);
            Pair pair = new Pair(sum, p.mul(keep));
            State next =
                    new State(
                            List.copyOf(past),
                            Map.of("sum", sum),
                            Optional.of(pair),
                            new Tensor[] {drift},
                            List.of(pair),
                            "lr " + lr);
            Tensor mapped = s.named().getOrDefault("sum", sum);
            Tensor arrayed = s.array().length == 0 ? sum : s.array()[0];
            return new Step<>(p.sub(sum).sub(drift.add(mapped).add(arrayed).mul(0.1)), next);
        }
    }

    enum Mode {
        PLAIN,
        HALF,
        SQUARED
    }

    /** A switch, a scalar state, float, methods of others, numbers that are only looked at. */
    record Switching(@Trainable float lr, @Trainable double gain, Mode mode)
            implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return Tensor.scalar(gain, p.dtype());
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
            double factor =
                    switch (mode) {
                        case PLAIN -> gain;
                        case HALF -> {
                            double half = gain / 2;
                            yield half;
                        }
                        default -> 1;
                    };
            if (Double.isNaN(factor) || String.valueOf(lr).isEmpty()) {
                throw new IllegalStateException("gain " + gain);
            }
            Tensor next = s.mul(0.5).add(Tensor.scalar((double) lr, p.dtype()));
            return new Step<>(p.sub(g.mul(Helpers.blend(lr, factor, 0.25))).sub(s.mul(0.01)), next);
        }
    }

    /** Code of others that knows numbers and tensors. */
    static final class Helpers {
        private Helpers() {}

        static double blend(double a, double b, double t) {
            return a * (1 - t) + a * b * t;
        }

        static Tensor blend(Tensor a, Tensor b, double t) {
            return a.mul(1 - t).add(a.mul(b).mul(t));
        }
    }
}
