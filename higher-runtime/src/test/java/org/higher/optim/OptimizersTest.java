package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.higher.annotations.Trainable;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class OptimizersTest {
    private static final List<Tensor> PARAMS = List.of(Tensor.parameter(Tensor.scalar(1)));

    private static <R extends UpdateRule<?>> DifferentiableOptimizer<R> of(R rule) {
        return Optimizers.differentiable(PARAMS, Optimizer.of(PARAMS, rule));
    }

    /** An ordinary rule that others may extend. */
    static class Plain implements UpdateRule<Plain.State> {
        @Trainable private double lr = 0.1;

        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p.sub(g.mul(lr)), state);
        }
    }

    static final class Derived extends Plain {
        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p, state);
        }
    }

    record Unannotated(double lr) implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            return new Step<>(p.sub(g.mul(lr)), p);
        }
    }

    @Test
    void findsGeneratedOptimizersByName() {
        assertThat(of(new Adam())).isInstanceOf(DifferentiableAdam.class);
        assertThat(of(new Plain())).isInstanceOf(DifferentiableOptimizersTestPlain.class);
        assertThat(of(new Plain()).keys()).containsExactly(DifferentiableOptimizersTestPlain.LR);
        assertThat(DifferentiableOptimizersTestPlain.LR.of(new Plain())).isEqualTo(0.1);
    }

    @Test
    void refusesSubclasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new Derived()))
                .withMessage(
                        "org.higher.optim.OptimizersTest$Derived: no differentiable version, and"
                                + " that of its superclass Plain would ignore what it overrides;"
                                + " write it as a rule of its own, or call Optimizers.register");
        Optimizer<Plain> disguised = Optimizer.of(PARAMS, new Derived());
        DifferentiableOptimizer<Plain> optimizer =
                new DifferentiableOptimizersTestPlain(Settings.of(PARAMS, disguised));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(PARAMS.get(0).square(), PARAMS))
                .withMessageContaining("may override");
    }

    @Test
    void refusesRulesWithoutADifferentiableVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new Unannotated(0.1)))
                .withMessage(
                        "org.higher.optim.OptimizersTest$Unannotated: no differentiable version"
                                + " (org.higher.optim.DifferentiableOptimizersTestUnannotated);"
                                + " annotate its hyperparameters @Trainable and compile it with"
                                + " higher-processor, or call Optimizers.register");
    }

    record ByHand() implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            return new Step<>(p, p);
        }
    }

    @Test
    void registeringReplacesAndGeneratedClassesDoNot() {
        List<String> made = new ArrayList<>();
        Optimizers.register(ByHand.class, noting("first", made));
        Optimizers.registerIfAbsent(ByHand.class, noting("generated", made));
        assertThatIllegalStateException().isThrownBy(() -> of(new ByHand()));
        Optimizers.register(ByHand.class, noting("second", made));
        assertThatIllegalStateException().isThrownBy(() -> of(new ByHand()));

        assertThat(made).containsExactly("first", "second");
    }

    private static Optimizers.Factory<ByHand> noting(String name, List<String> made) {
        return settings -> {
            made.add(name);
            throw new IllegalStateException(name);
        };
    }
}
