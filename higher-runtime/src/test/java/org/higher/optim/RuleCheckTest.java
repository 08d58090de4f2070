package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.elsewhere.Shrinking;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.optim.testing.RuleCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The check of a rule")
class RuleCheckTest {
    static Stream<RuleCase<?>> all() {
        return RuleCase.all();
    }

    @ParameterizedTest(name = "has nothing to say of {0}")
    @MethodSource("all")
    <R extends UpdateRule<?>> void passes(RuleCase<R> each) {
        RuleCheck.check(each.rule());
    }

    /** What Java rounds to float, the differentiable version rounds. */
    @Test
    void takesTheSameStepsInFloat() {
        RuleCheck.check(new Awkward.Rounding(0.1f, 0.3f, 0.7));
    }

    @Test
    void looksAtTensorsAndModules() {
        Tensor rates = Tensor.parameter(Tensor.of(new double[] {0.1, 0.2, 0.3}, 3));
        double[] before = rates.toDoubles();
        RuleCheck.check(
                List.of(Tensor.zeros(DType.FLOAT64, 2, 3)), new LearnedRules.PerElement(rates));
        RuleCheck.check(
                new LearnedRules.Coordinatewise(0.3, new LearnedRules.Proposal(4, new Random(1))));
        RuleCheck.check(
                new LearnedRules.Stacked(
                        0.1, new LearnedRules.Gain(0.7), new LearnedRules.Gain(1.2)));
        assertThat(rates.toDoubles()).isEqualTo(before);
        assertThat(rates.isLeaf()).isTrue();
    }

    /** Its constructor makes something that its differentiable version, written by hand, keeps. */
    static final class Hidden implements UpdateRule<Hidden.State> {
        record State() {}

        final double lr;
        final int every;
        final double twice;

        Hidden(double lr, int every) {
            this.lr = lr;
            this.every = every;
            this.twice = 2 * lr;
        }

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(g.mul(lr + twice)), s);
        }
    }

    /** As the processor would write it, if it took {@code twice} for a constant. */
    static final class DifferentiableHidden
            extends AbstractDifferentiableOptimizer<Hidden, Hidden.State> {
        static final Key<Hidden> LR = new Key<>(Hidden.class, "lr", rule -> rule.lr);

        DifferentiableHidden(Settings<Hidden> settings) {
            super(settings, List.of(LR));
        }

        @Override
        protected UpdateRule<Hidden.State> bind(Hidden rule, Hyper<Hidden> hyper) {
            return new UpdateRule<>() {
                @Override
                public Hidden.State init(Tensor p) {
                    return new Hidden.State();
                }

                @Override
                public Step<Hidden.State> update(Tensor p, Tensor g, Hidden.State s) {
                    return new Step<>(p.sub(g.mul(hyper.get(LR).add(rule.twice))), s);
                }
            };
        }

        @Override
        protected void flatten(Hidden.State state, Leaves out) {}

        @Override
        protected Hidden.State unflatten(Hidden.State state, LeafSource in) {
            return state;
        }
    }

    @Test
    void findsWhatAConstructorHasFrozen() {
        Optimizers.register(Hidden.class, DifferentiableHidden::new);
        assertThatThrownBy(() -> RuleCheck.check(new Hidden(0.1, 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("check: org.higher.optim.RuleCheckTest$Hidden loses a")
                .hasMessageContaining("derivative: by lr it is ")
                .hasMessageContaining("by differences of the rule itself");
        assertThatThrownBy(() -> RuleCheck.check(x -> new Hidden(x[0], 2), 0.1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("by lr");
    }

    /** Reads numbers where the processor cannot look. */
    record Cutting(@Trainable double lr) implements UpdateRule<Cutting.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(Lengths.scaled(g).mul(lr)), s);
        }
    }

    static final class Lengths {
        private Lengths() {}

        static Tensor scaled(Tensor g) {
            return g.div(1 + g.norm2().item());
        }
    }

    @Test
    void findsAGradientThatIsCutElsewhere() {
        assertThatThrownBy(() -> RuleCheck.check(new Cutting(0.5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("loses a derivative: by initial weights it is ");
    }

    /** Draws numbers of its own. */
    record Noisy(@Trainable double lr, Random random) implements UpdateRule<Noisy.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            Tensor noise = Tensor.normal(random, p.dtype(), p.shape());
            return new Step<>(p.sub(g.add(noise).mul(lr)), s);
        }
    }

    @Test
    void refusesARuleThatDraws() {
        assertThatThrownBy(() -> RuleCheck.check(new Noisy(0.5, new Random(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("takes other steps the second time");
    }

    @Test
    void isQuietAboutARuleOfAUsersOwn() {
        assertThatCode(() -> RuleCheck.check(new Shrinking(0.1, 0.9))).doesNotThrowAnyException();
    }

    record Descent(@Trainable double lr) implements UpdateRule<Descent.State> {
        record State() {}

        @Override
        public State init(Tensor p) {
            return new State();
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State s) {
            return new Step<>(p.sub(g.mul(lr)), s);
        }
    }

    @Test
    void aRuleWithoutFiniteStepsIsNotPassed() {
        assertThatThrownBy(() -> RuleCheck.check(new Descent(Double.MAX_VALUE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no finite differences by initial weights");
    }
}
