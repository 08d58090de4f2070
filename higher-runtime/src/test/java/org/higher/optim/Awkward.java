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

    /** Numbers that Java computes in float, and rounds. */
    record Rounding(@Trainable float lr, @Trainable float decay, @Trainable double gain)
            implements UpdateRule<Rounding.State> {
        record State(int step, long seen) {}

        @Override
        public State init(Tensor p) {
            return new State(0, 123456789);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            float rate = lr() / 3;
            rate *= gain;
            rate += this.decay() * s.step();
            var square = decay * decay;
            float large = s.seen() * decay / 1e7f;
            double factor = s.step() > 1 ? rate * square : (float) gain;
            Tensor next = p.sub(g.mul(rate + Math.max(square, 0.01f) / 7)).sub(g.mul(third(large)));
            return new Step<>(
                    next.sub(g.mul(factor * 0.01)), new State(s.step() + 1, s.seen() + 1));
        }

        private static float third(float x) {
            return x / 300;
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

    /** Helpers that are called as the methods of a joint rule, which this is not. */
    record Overloaded(@Trainable double lr, @Trainable double decay)
            implements UpdateRule<Overloaded.State> {
        record State(List<Tensor> parts) {}

        @Override
        public State init(Tensor p) {
            return init(List.of(p, p.zerosLike()));
        }

        private State init(List<Tensor> parts) {
            return new State(parts);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            List<Tensor> next = update(state.parts(), List.of(p, g), decay);
            return new Step<>(p.sub(next.get(1).add(g).mul(lr)), new State(next));
        }

        private static List<Tensor> update(List<Tensor> old, List<Tensor> fresh, double decay) {
            List<Tensor> mixed = new ArrayList<>();
            for (int i = 0; i < old.size(); i++) {
                mixed.add(old.get(i).mul(decay).add(fresh.get(i).mul(1 - decay)));
            }
            return mixed;
        }
    }

    /** A joint rule as a class: helpers with numbers, lambdas, a nested state, both forms. */
    static final class Together implements JointRule<Together.State> {
        @Trainable private final double lr;
        @Trainable private final double pull;
        private final boolean each;

        record Slow(Tensor value, double weight) {}

        record State(Map<String, List<Slow>> slow, Optional<Tensor> norm) {}

        Together(double lr, double pull, boolean each) {
            this.lr = lr;
            this.pull = pull;
            this.each = each;
        }

        @Override
        public State init(List<Tensor> p) {
            return new State(
                    Map.of("all", p.stream().map(t -> new Slow(t, 1)).toList()), Optional.empty());
        }

        @Override
        public JointStep<State> update(List<Tensor> p, List<Tensor> g, State state) {
            Tensor norm = norm(g, pull * 0.5 + 0.1);
            double rate = rate(state.norm().isPresent() ? 2 : 1);
            List<Tensor> next = new ArrayList<>();
            List<Slow> slow = new ArrayList<>();
            for (int i = 0; i < p.size(); i++) {
                Slow old = state.slow().get("all").get(i);
                Tensor step = each ? g.get(i).div(norm) : g.get(i);
                Tensor value =
                        p.get(i).sub(step.mul(rate)).sub(p.get(i).sub(old.value()).mul(pull));
                next.add(value);
                slow.add(new Slow(old.value().mul(old.weight() / 2).add(value.mul(0.5)), 1));
            }
            return new JointStep<>(next, new State(Map.of("all", slow), Optional.of(norm)));
        }

        private double rate(int t) {
            return lr / sqrt(t);
        }

        private static Tensor norm(List<Tensor> g, double least) {
            return g.stream()
                    .map(t -> t.square().sum())
                    .reduce(Tensor::add)
                    .orElseThrow()
                    .add(least)
                    .sqrt();
        }
    }
}
