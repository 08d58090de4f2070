package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.Generated;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.optim.Key;
import org.higher.optim.Settings;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/** {@link Schedules.Warm} with tensors for hyperparameters, so that gradients flow to them. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines({
    "Schedules.java 38:113,2 43,5:120 47:125 50,6:127 55:133 57,3:134 64:142,2",
    "Schedules.java 65,2:144"
})
public final class DifferentiableSchedulesWarm
        extends AbstractDifferentiableOptimizer<Schedules.Warm, Schedules.Warm.State> {
    private static final VarHandle LR_FIELD =
            Access.field(MethodHandles.lookup(), Schedules.Warm.class, "lr", double.class);
    private static final VarHandle DECAY_FIELD =
            Access.field(MethodHandles.lookup(), Schedules.Warm.class, "decay", double.class);
    private static final VarHandle POWER_FIELD =
            Access.field(MethodHandles.lookup(), Schedules.Warm.class, "power", double.class);
    private static final VarHandle WARMUP =
            Access.field(MethodHandles.lookup(), Schedules.Warm.class, "warmup", int.class);

    /** The key of {@code lr}. */
    public static final Key<Schedules.Warm> LR =
            new Key<>(Schedules.Warm.class, "lr", rule -> (double) LR_FIELD.get(rule));

    /** The key of {@code decay}. */
    public static final Key<Schedules.Warm> DECAY =
            new Key<>(Schedules.Warm.class, "decay", rule -> (double) DECAY_FIELD.get(rule));

    /** The key of {@code power}. */
    public static final Key<Schedules.Warm> POWER =
            new Key<>(Schedules.Warm.class, "power", rule -> (double) POWER_FIELD.get(rule));

    private static final List<Key<Schedules.Warm>> KEYS = List.of(LR, DECAY, POWER);

    static {
        register(Schedules.Warm.class, DifferentiableSchedulesWarm::new);
    }

    /** The differentiable version of an optimizer. */
    public DifferentiableSchedulesWarm(Settings<Schedules.Warm> settings) {
        super(settings, KEYS);
    }

    @Override
    protected UpdateRule<Schedules.Warm.State> bind(
            Schedules.Warm rule, Hyper<Schedules.Warm> hyper) {
        return new Bound(Access.exactly(Schedules.Warm.class, rule), hyper);
    }

    @Override
    protected void flatten(Schedules.Warm.State state, Leaves out) {
        out.list("last", state.last(), Leaves::buffer);
        out.optional(
                "start",
                state.start(),
                (o, n, e) -> o.node(n, e, DifferentiableSchedulesWarm::flattenStart));
    }

    @Override
    protected Schedules.Warm.State unflatten(Schedules.Warm.State state, LeafSource in) {
        return new Schedules.Warm.State(
                state.step(),
                in.list(state.last(), LeafSource::buffer),
                in.optional(
                        state.start(),
                        (i, e) -> i.node(e, DifferentiableSchedulesWarm::unflattenStart)));
    }

    private static void flattenStart(Schedules.Warm.Start value, Leaves out) {
        out.buffer("weights", value.weights());
    }

    private static Schedules.Warm.Start unflattenStart(Schedules.Warm.Start value, LeafSource in) {
        return new Schedules.Warm.Start(value.label(), in.buffer(value.weights()));
    }

    /** {@link Schedules.Warm}'s code over given hyperparameters. */
    private static final class Bound implements UpdateRule<Schedules.Warm.State> {
        private final Tensor lr;
        private final Tensor decay;
        private final Tensor power;
        private final int warmup;
        private final Hyper<Schedules.Warm> hyper;

        Bound(Schedules.Warm rule, Hyper<Schedules.Warm> hyper) {
            lr = hyper.get(LR);
            decay = hyper.get(DECAY);
            power = hyper.get(POWER);
            warmup = (int) WARMUP.get(rule);
            this.hyper = hyper;
        }

        @Override
        public Schedules.Warm.State init(Tensor p) {
            // Schedules.java:37
            return new Schedules.Warm.State(
                    0, List.of(), Optional.of(new Schedules.Warm.Start("start", p)));
        }

        @Override
        public Step<Schedules.Warm.State> update(Tensor p, Tensor g, Schedules.Warm.State s) {
            // Schedules.java:42
            int t = s.step() + 1;
            List<Tensor> last = new ArrayList<>(s.last());
            last.add(g);
            if (last.size() > 3) {
                last.remove(0); // the oldest
            }

            Tensor mean = p.zerosLike();
            Tensor total = hyper.scalar(0);
            for (int i = 0; i < last.size(); i++) {
                Tensor weight = power.rpow(i + 1);
                mean = mean.add(last.get(i).mul(weight));
                total = total.add(weight);
            }
            return new Step<>(
                    p.sub(mean.div(total).mul(rate(t))), // a descent
                    new Schedules.Warm.State(t, List.copyOf(last), s.start()));
        }

        /** The rate of step {@code t}. */
        private Tensor rate(int t) {
            // Schedules.java:63
            double warm =
                    Math.min(1, t / (double) warmup); // plain: it depends on no hyperparameter
            Tensor rate = lr.mul(warm).div(decay.mul(t).add(1));
            return rate.item() < Schedules.Warm.FLOOR ? hyper.scalar(Schedules.Warm.FLOOR) : rate;
        }
    }
}
