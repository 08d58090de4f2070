package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.nn.Losses.mse;
import static org.higher.optim.chain.Transforms.clipByGlobalNorm;
import static org.higher.optim.chain.Transforms.decayedWeights;
import static org.higher.optim.chain.Transforms.momentum;
import static org.higher.optim.chain.Transforms.scale;
import static org.higher.optim.chain.Transforms.scaleByAdam;
import static org.higher.optim.chain.Transforms.scaleByTrustRatio;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.higher.Higher;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.estimators.EvolutionStrategy;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.functional.Params;
import org.higher.functional.TreeMath;
import org.higher.nn.Init;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.chain.Chain;
import org.higher.optim.chain.Mask;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Lbfgs;
import org.higher.optim.rules.Sgd;
import org.higher.optim.testing.RuleCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/optimizers.md. */
class OptimizersPageTest {
    private final Tensor x = Tensor.uniform(new SplittableRandom(1), DType.FLOAT32, 10, 1);
    private final Tensor y = x.mul(3).sin();
    private Net model = new Net();
    private FunctionalNet net = FunctionalNet.of(model);

    @BeforeEach
    void seeded() {
        Init.seed(1);
        model = new Net();
        net = FunctionalNet.of(model);
    }

    @Test
    void chains() {
        Chain decoupled =
                Chain.of(clipByGlobalNorm(1), scaleByAdam())
                        .then(decayedWeights(1e-2), Mask.matrices()) // no decay of biases
                        .then(scale(1e-3));
        Optimizer<Chain> optimizer = Optimizer.of(net.parameters(), decoupled);
        double before = mse(model.forward(x), y).item();
        for (int k = 0; k < 20; k++) {
            optimizer.zeroGrad();
            mse(model.forward(x), y).backward();
            optimizer.step();
        }
        assertThat(mse(model.forward(x), y).item()).isLessThan(before);
    }

    @Test
    void stepsAsLongAsTheWeights() {
        Chain lars =
                Chain.of(decayedWeights(1e-4))
                        .then(scaleByTrustRatio(1e-3), Mask.matrices())
                        .then(momentum(0.9))
                        .then(scale(0.5));
        Optimizer<Chain> optimizer = Optimizer.of(net.parameters(), lars);
        double before = mse(model.forward(x), y).item();
        for (int k = 0; k < 20; k++) {
            optimizer.zeroGrad();
            mse(model.forward(x), y).backward();
            optimizer.step();
        }
        assertThat(mse(model.forward(x), y).item()).isLessThan(before);
    }

    @Test
    void groupsOfDifferentChains() {
        List<Tensor> body = net.parameters().subList(0, 4);
        List<Tensor> head = net.parameters().subList(4, 6);
        Optimizer<Chain> inner =
                Optimizer.<Chain>builder()
                        .group(body, Chain.of(clipByGlobalNorm(1)).then(new Sgd(0.1)))
                        .group(head, Chain.of(new Adam(1e-3)))
                        .build();
        Tensor rate = Tensor.parameter(Tensor.scalar(0.1));
        Overrides<Chain> learned = Overrides.of(Chain.key(DifferentiableSgd.LR), rate);
        try (var loop = Higher.innerLoop(net, inner).override(learned).open()) {
            loop.step(mse(loop.model().forward(x), y));
            mse(loop.model().forward(x), y).backward();
        }
        assertThat(rate.grad()).isPresent();
    }

    public record NormalizedDescent(@Trainable double lr)
            implements JointRule<NormalizedDescent.State> {
        public record State() {}

        @Override
        public State init(List<Tensor> p) {
            return new State();
        }

        @Override
        public JointStep<State> update(List<Tensor> p, List<Tensor> g, State state) {
            Tensor norm = TreeMath.norm(g).add(1e-12);
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < p.size(); i++) {
                next.add(p.get(i).sub(g.get(i).div(norm).mul(lr)));
            }
            return new JointStep<>(next, state);
        }
    }

    @Test
    void jointRules() {
        RuleCheck.check(new NormalizedDescent(0.1));
    }

    @Test
    void lineSearches() {
        Optimizer<Lbfgs> optimizer = Optimizer.of(net.parameters(), new Lbfgs());
        for (int k = 0; k < 20; k++) {
            optimizer.lineSearchStep(() -> mse(model.forward(x), y));
        }
        assertThat(mse(model.forward(x), y).item()).isLessThan(0.01);
    }

    @Test
    void stepsByGradients() {
        long seed = 3;
        Function<List<Tensor>, Tensor> loss =
                weights -> mse(net.forward(Params.unflatten(net.params(), weights), x), y);
        double before = loss.apply(net.parameters()).item();
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.01))).open()) {
            loop.step(EvolutionStrategy.of(0.1, 20).gradient(seed, loss, loop.params().leaves()));
            assertThat(loss.apply(loop.params().leaves()).item()).isNotEqualTo(before);
        }
    }

    @Test
    void ratesForEachParameter() {
        FunctionalNet.Params rates =
                Params.map(net.params(), p -> Tensor.parameter(p.fullLike(0.01)));
        Overrides<Sgd> each = Overrides.ofEachParameter(DifferentiableSgd.LR, rates.leaves());
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).override(each).open()) {
            loop.step(mse(loop.model().forward(x), y));
            mse(loop.model().forward(x), y).backward();
        }
        assertThat(rates.leaves()).allSatisfy(rate -> assertThat(rate.grad()).isPresent());
    }
}
