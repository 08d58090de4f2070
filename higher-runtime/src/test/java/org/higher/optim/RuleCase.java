package org.higher.optim;

import static org.higher.optim.chain.Transforms.centralize;
import static org.higher.optim.chain.Transforms.clipByGlobalNorm;
import static org.higher.optim.chain.Transforms.clipByValue;
import static org.higher.optim.chain.Transforms.decayedWeights;
import static org.higher.optim.chain.Transforms.momentum;
import static org.higher.optim.chain.Transforms.nesterov;
import static org.higher.optim.chain.Transforms.scaleByAdam;
import static org.higher.optim.chain.Transforms.scaleByRadam;
import static org.higher.optim.chain.Transforms.scaleByRms;
import static org.higher.optim.chain.Transforms.scaleByTrustRatio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.optim.chain.Chain;
import org.higher.optim.chain.Mask;
import org.higher.optim.chain.Scale;
import org.higher.optim.chain.ScaleBySchedule;
import org.higher.optim.rules.Adadelta;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.Asgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.Lbfgs;
import org.higher.optim.rules.Lion;
import org.higher.optim.rules.Muon;
import org.higher.optim.rules.NAdam;
import org.higher.optim.rules.RAdam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Rprop;
import org.higher.optim.rules.Sgd;
import org.higher.optim.rules.Shampoo;
import org.higher.tensor.Tensor;

/**
 * An update rule and how long it is unrolled: the one list that the tests of optimizers go through.
 *
 * @param steps enough to pass through every branch of the rule
 */
public record RuleCase<R extends UpdateRule<?>>(String name, R rule, int steps) {
    /** Every rule of the library, in every variant, and rules as users might write them. */
    public static Stream<RuleCase<?>> all() {
        return Stream.of(ours(), chains(), awkward()).flatMap(cases -> cases);
    }

    /** Every rule of the library, in every variant. */
    static Stream<RuleCase<?>> ours() {
        return Stream.of(
                of("sgd", new Sgd(0.1)),
                of("sgd, momentum", new Sgd(0.1).withMomentum(0.8)),
                of("sgd, dampening", new Sgd(0.1).withMomentum(0.8).withDampening(0.3)),
                of("sgd, nesterov", new Sgd(0.1).withMomentum(0.8).withNesterov(true)),
                of("sgd, decay", new Sgd(0.1).withMomentum(0.5).withWeightDecay(0.05)),
                of("adam", new Adam(0.05).withEps(1e-3)),
                of("adam, betas", new Adam(0.05).withEps(1e-3).withBetas(0.7, 0.4)),
                of("adam, zero betas", new Adam(0.05).withEps(1e-2).withBetas(0, 0)),
                of("adam, decay", new Adam(0.05).withEps(1e-3).withWeightDecay(0.1)),
                of("amsgrad", new Adam(0.05).withEps(1e-3).withBetas(0.6, 0.3).withAmsgrad(true)),
                of("adamw", new AdamW(0.05).withEps(1e-3)),
                of("adamw, no decay", new AdamW(0.05).withEps(1e-3).withWeightDecay(0)),
                of(
                        "adamw, amsgrad",
                        new AdamW(0.05).withEps(1e-3).withBetas(0.6, 0.3).withAmsgrad(true)),
                of("adamax", new Adamax(0.05).withEps(1e-3)),
                of("adamax, betas", new Adamax(0.05).withEps(1e-2).withBetas(0.6, 0.5)),
                of("adamax, decay", new Adamax(0.05).withEps(1e-3).withWeightDecay(0.1)),
                of("adadelta", new Adadelta().withEps(1e-3)),
                of("adadelta, decay", new Adadelta(2).withEps(1e-2).withWeightDecay(0.1)),
                of("adagrad", new Adagrad(0.1).withEps(1e-3)),
                of(
                        "adagrad, all settings",
                        new Adagrad(0.1)
                                .withLrDecay(0.2)
                                .withWeightDecay(0.1)
                                .withInitialAccumulatorValue(0.3)),
                of("rmsprop", new RmsProp(0.02).withEps(1e-2).withInitialSquareAvg(0.1)),
                of("rmsprop, alpha", new RmsProp(0.02).withAlpha(0.6).withEps(1e-2)),
                of("rmsprop, centred", new RmsProp(0.02).withEps(1e-1).withCentered(true)),
                of(
                        "rmsprop, momentum",
                        new RmsProp(0.02)
                                .withEps(1e-2)
                                .withMomentum(0.7)
                                .withInitialSquareAvg(0.1)),
                of(
                        "rmsprop, all settings",
                        new RmsProp(0.02)
                                .withAlpha(0.7)
                                .withEps(1e-1)
                                .withWeightDecay(0.1)
                                .withMomentum(0.7)
                                .withCentered(true)),
                of("rprop", new Rprop(0.05)),
                of("rprop, bounds", new Rprop(0.05).withEtas(0.3, 1.5).withStepSizes(0.02, 0.06)),
                of("asgd", new Asgd(0.1)),
                of(
                        "asgd, all settings",
                        new Asgd(0.1)
                                .withLambd(0.3)
                                .withAlpha(0.6)
                                .withT0(1.5)
                                .withWeightDecay(0.1)),
                of("nadam", new NAdam(0.05).withEps(1e-3)),
                of(
                        "nadam, all settings",
                        new NAdam(0.05)
                                .withBetas(0.7, 0.4)
                                .withEps(1e-3)
                                .withWeightDecay(0.1)
                                .withMomentumDecay(0.5)),
                of("radam, not rectified", new RAdam(0.05).withEps(1e-3)),
                new RuleCase<>("radam", new RAdam(0.05).withEps(1e-3), 7),
                new RuleCase<>(
                        "radam, decay",
                        new RAdam(0.05).withEps(1e-3).withBetas(0.7, 0.9).withWeightDecay(0.1),
                        7),
                of("radam, short average", new RAdam(0.05).withEps(1e-3).withBetas(0.7, 0.4)),
                of("lamb", new Lamb(0.05).withEps(1e-3)),
                of("lamb, betas", new Lamb(0.05).withEps(1e-3).withBetas(0.7, 0.4)),
                of("lamb, no decay", new Lamb(0.05).withEps(1e-3).withWeightDecay(0)),
                of("lbfgs", new Lbfgs(0.5)),
                of("lbfgs, short history", new Lbfgs(0.3, 2)),
                of("muon", new Muon(0.05)),
                of(
                        "muon, all settings",
                        new Muon(0.05)
                                .withMomentum(0.6)
                                .withWeightDecay(0.1)
                                .withNesterov(false)
                                .withIterations(3)),
                of("shampoo", new Shampoo(0.1).withEps(1e-2)),
                of(
                        "shampoo, all settings",
                        new Shampoo(0.1)
                                .withMomentum(0.6)
                                .withWeightDecay(0.1)
                                .withEps(1e-1)
                                .withLargest(2)
                                .withIterations(6)),
                of("lion", new Lion(0.05)),
                of("lion, decay", new Lion(0.05).withBetas(0.5, 0.7).withWeightDecay(0.1)));
    }

    static Stream<RuleCase<?>> chains() {
        return Stream.of(
                of("chain of sgd", Chain.of(new Sgd(0.1).withMomentum(0.8))),
                of(
                        "chain, clipped",
                        Chain.of(clipByGlobalNorm(0.5)).then(new Sgd(0.1).withMomentum(0.5))),
                of(
                        "chain, decoupled decay",
                        Chain.of(
                                scaleByAdam(0.7, 0.4, 1e-3), decayedWeights(0.1), new Scale(0.05))),
                of(
                        "chain, layers' lengths",
                        Chain.of(scaleByRms(0.6, 1e-2), decayedWeights(0.1))
                                .then(scaleByTrustRatio(0.7), Mask.matrices())
                                .then(new Scale(0.1))),
                new RuleCase<>(
                        "chain, rectified",
                        Chain.of(scaleByRadam(0.7, 0.9, 1e-3), new Scale(0.05)),
                        7),
                of(
                        "chain, all links",
                        Chain.of(clipByValue(0.7), centralize())
                                .then(decayedWeights(0.1), Mask.matrices())
                                .then(nesterov(0.7))
                                .then(clipByGlobalNorm(0.6))
                                .then(momentum(0.3), Mask.matrices().not())
                                .then(
                                        new ScaleBySchedule(
                                                0.9,
                                                Schedule.exponential(
                                                        Tensor.scalar(0.2), Tensor.scalar(0.8))))
                                .then(new Scale(0.5))));
    }

    private static Stream<RuleCase<?>> awkward() {
        return Stream.of(
                of("scheduled", new Awkward.Scheduled(0.05, 0.2, 0.4, 3)),
                of("overloaded", new Awkward.Overloaded(0.1, 0.3)),
                of("together", new Awkward.Together(0.1, 0.3, true)),
                of("together, each alone", new Awkward.Together(0.05, 0.2, false)),
                of("historic", new Awkward.Historic(0.05, 0.7, 2)),
                of("switching", new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.PLAIN)),
                of("switching, half", new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.HALF)),
                of(
                        "switching, default",
                        new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.SQUARED)));
    }

    private static <R extends UpdateRule<?>> RuleCase<R> of(String name, R rule) {
        return new RuleCase<>(name, rule, 4);
    }

    /** The hyperparameters that can be learned. */
    public List<Key<R>> keys() {
        List<Tensor> params = Bowl.start();
        return Optimizers.differentiable(params, Optimizer.of(params, rule)).keys();
    }

    /** The rule's own values of {@link #keys()}. */
    public double[] values() {
        return keys().stream().mapToDouble(key -> key.of(rule)).toArray();
    }

    /**
     * How far a hyperparameter can be moved, in both directions; 0 where it can't.
     *
     * <p>A decay rate of 0 has no neighbours below, and dampening has no influence as long as the
     * momentum is exactly 0.
     */
    double scale(int key) {
        String path = keys().get(key).name();
        String name = path.substring(path.lastIndexOf('.') + 1); // of a link of a chain
        double value = values()[key];
        if (name.startsWith("beta")) {
            return Math.min(value, 1 - value);
        }
        boolean undamped = name.equals("dampening") && rule instanceof Sgd s && s.momentum() == 0;
        return undamped ? 0 : Math.max(1e-2, Math.abs(value));
    }

    /** The weights after all steps on {@link Bowl}, with the hyperparameters that are given. */
    public List<Tensor> unroll(List<Tensor> start, List<Tensor> hyperparameters) {
        return unroll(start, hyperparameters, Bowl::loss);
    }

    /** The weights after all steps on some losses, one for each step. */
    public List<Tensor> unroll(List<Tensor> start, List<Tensor> hyperparameters, Loss loss) {
        return unroll(start, hyperparameters, loss, GradientMode.SECOND_ORDER);
    }

    /** As {@link #unroll(List, List, Loss)}, in a gradient mode. */
    public List<Tensor> unroll(
            List<Tensor> start, List<Tensor> hyperparameters, Loss loss, GradientMode mode) {
        List<Key<R>> keys = keys();
        Overrides<R> overrides = Overrides.none();
        for (int i = 0; i < hyperparameters.size(); i++) {
            overrides = overrides.with(keys.get(i), hyperparameters.get(i));
        }
        DifferentiableOptimizer<R> optimizer =
                Optimizers.differentiable(
                        Settings.of(start, Optimizer.of(start, rule))
                                .withOverrides(overrides)
                                .withMode(mode));
        List<Tensor> weights = start;
        for (int t = 0; t < steps; t++) {
            weights = optimizer.step(loss.at(weights, t), weights);
        }
        return weights;
    }

    /** The loss of one step. */
    public interface Loss {
        Tensor at(List<Tensor> weights, int step);
    }

    /** Trainable scalars. */
    public static List<Tensor> scalars(double... values) {
        List<Tensor> scalars = new ArrayList<>();
        for (double value : values) {
            scalars.add(Tensor.parameter(Tensor.scalar(value, DType.FLOAT64)));
        }
        return scalars;
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return name;
    }
}
