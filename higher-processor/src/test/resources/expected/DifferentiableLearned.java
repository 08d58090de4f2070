package models;

import java.util.List;
import java.util.Map;
import javax.annotation.processing.Generated;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.optim.Key;
import org.higher.optim.Settings;
import org.higher.optim.Step;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/** {@link Learned} with tensors for hyperparameters, so that gradients flow to them. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Learned.java 23:132 28,4:138 31:142 33,2:143 34:145 36:146 40:151")
public final class DifferentiableLearned
        extends AbstractDifferentiableOptimizer<Learned, Learned.State> {
    /** The key of {@code lr}. */
    public static final Key<Learned> LR = new Key<>(Learned.class, "lr", Learned::lr);

    /** The key of {@code rates}. */
    public static final TreeKey<Learned, Tensor> RATES =
            new TreeKey<>(
                    Learned.class,
                    "rates",
                    Learned::rates,
                    (rates, out) -> out.parameter("rates", rates),
                    (rates, in) -> in.parameter(rates));

    /** The key of {@code net}. */
    public static final TreeKey<Learned, FunctionalLinear.Params> NET =
            new TreeKey<>(
                    Learned.class,
                    "net",
                    rule -> Binder.params(rule.net(), FunctionalLinear::of),
                    (net, out) -> out.tree("net", net),
                    (net, in) -> in.tree(net));

    /** The key of {@code more}. */
    public static final TreeKey<Learned, List<FunctionalLayer.Params>> MORE =
            new TreeKey<>(
                    Learned.class,
                    "more",
                    rule ->
                            Containers.list(
                                    rule.more(), e -> Binder.params(e, FunctionalLayer::of)),
                    (more, out) -> out.list("more", more, Leaves::tree),
                    (more, in) -> in.list(more, LeafSource::tree));

    /** The key of {@code gains}. */
    public static final TreeKey<Learned, Map<String, Tensor>> GAINS =
            new TreeKey<>(
                    Learned.class,
                    "gains",
                    rule -> Containers.fixed(rule.gains()),
                    (gains, out) -> out.map("gains", gains, Leaves::parameter),
                    (gains, in) -> in.map(gains, LeafSource::parameter));

    private static final List<Key<Learned>> KEYS = List.of(LR);
    private static final List<TreeKey<Learned, ?>> TREE_KEYS = List.of(RATES, NET, MORE, GAINS);

    static {
        register(Learned.class, DifferentiableLearned::new);
    }

    /** The differentiable version of an optimizer. */
    public DifferentiableLearned(Settings<Learned> settings) {
        super(settings, KEYS, TREE_KEYS);
    }

    @Override
    protected UpdateRule<Learned.State> bind(Learned rule, Hyper<Learned> hyper) {
        return new Bound(rule, hyper);
    }

    @Override
    protected void flatten(Learned.State state, Leaves out) {
        out.buffer("direction", state.direction());
    }

    @Override
    protected Learned.State unflatten(Learned.State state, LeafSource in) {
        return new Learned.State(in.buffer(state.direction()));
    }

    @Override
    protected Learned with(Learned rule, Hyper<Learned> hyper) {
        hyper.assign(NET);
        hyper.assign(MORE);
        return new Learned(
                hyper.number(LR),
                hyper.value(RATES),
                rule.net(),
                rule.more(),
                hyper.value(GAINS),
                rule.clipped());
    }

    /** {@link Learned}'s code over given hyperparameters. */
    private static final class Bound implements UpdateRule<Learned.State> {
        private final Tensor lr;
        private final Tensor rates;
        private final FunctionalLinear.Bound net;
        private final List<FunctionalLayer.Bound> more;
        private final Map<String, Tensor> gains;
        private final boolean clipped;

        Bound(Learned rule, Hyper<Learned> hyper) {
            Binder binder = new Binder();
            lr = hyper.get(LR);
            rates = hyper.get(RATES);
            net = binder.bind(rule.net(), FunctionalLinear::of, hyper.get(NET));
            more =
                    Containers.list(
                            rule.more(),
                            hyper.get(MORE),
                            (m, p) -> binder.bind(m, FunctionalLayer::of, p));
            gains = hyper.get(GAINS);
            clipped = rule.clipped();
        }

        @Override
        public Learned.State init(Tensor p) {
            // Learned.java:22
            return new Learned.State(net.forward(p.zerosLike()));
        }

        @Override
        public Step<Learned.State> update(Tensor p, Tensor g, Learned.State s) {
            // Learned.java:27
            FunctionalLinear.Bound first = net; // a twin, over whatever parameters are in force
            Tensor direction = through(first, g).mul(gains.get("own")).add(s.direction());
            for (FunctionalLayer.Bound layer : more) {
                direction = layer.forward(direction);
            }
            if (clipped) {
                direction = direction.tanh();
            }
            return new Step<>(p.sub(direction.mul(rates).mul(lr)), new Learned.State(direction));
        }

        Tensor through(FunctionalLinear.Bound layer, Tensor x) {
            // Learned.java:39
            return layer.forward(x);
        }
    }
}
