package models;

import static java.lang.Math.min;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** Where rules are kept. */
public final class Schedules {
    private Schedules() {}

    /** A rate that warms up and decays, applied to an average of the last gradients. */
    public static class Warm implements UpdateRule<Warm.State> {
        static final double FLOOR = 1e-4;

        @Trainable private final double lr;
        @Trainable private double decay = 0.01, power = 0.5;
        private final int warmup;

        public Warm(double lr, int warmup) {
            this.lr = lr;
            this.warmup = warmup;
        }

        /** The last gradients, and where it all began. */
        public record State(int step, List<Tensor> last, Optional<Start> start) {}

        /** A snapshot of the weights. */
        public record Start(String label, Tensor weights) {}

        @Override
        public State init(Tensor p) {
            return new State(0, List.of(), Optional.of(new Start("start", p)));
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            int t = s.step() + 1;
            List<Tensor> last = new ArrayList<>(s.last());
            last.add(g);
            if (last.size() > 3) {
                last.remove(0); // the oldest
            }

            Tensor mean = p.zerosLike();
            double total = 0;
            for (int i = 0; i < last.size(); i++) {
                double weight = Math.pow(i + 1, power);
                mean = mean.add(last.get(i).mul(weight));
                total += weight;
            }
            return new Step<>(
                    p.sub(mean.div(total).mul(rate(t))), // a descent
                    new State(t, List.copyOf(last), s.start()));
        }

        /** The rate of step {@code t}. */
        private double rate(int t) {
            double warm = min(1, t / (double) warmup); // plain: it depends on no hyperparameter
            double rate = lr * warm / (1 + decay * t);
            return rate < FLOOR ? FLOOR : rate;
        }
    }
}
