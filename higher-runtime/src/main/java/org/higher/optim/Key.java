package org.higher.optim;

import java.util.function.ToDoubleFunction;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * The key of a hyperparameter: its name, and the update rule that has it.
 *
 * <p>Keys are constants of generated optimizers, such as {@code DifferentiableSgd.LR}. Their type
 * makes it a compile error to override a hyperparameter that a rule does not have.
 *
 * @param rule the update rule
 * @param name the hyperparameter's name, as declared
 * @param value reads the hyperparameter of a rule
 */
public record Key<R extends UpdateRule<?>>(Class<R> rule, String name, ToDoubleFunction<R> value) {
    /**
     * The rule's own value.
     *
     * @return NaN where the rule has no such hyperparameter, which a {@link
     *     org.higher.optim.chain.Chain} may lack
     */
    public double of(R rule) {
        return value.applyAsDouble(rule);
    }

    /** Whether a rule has the hyperparameter; all have but chains without the link. */
    public boolean isIn(R rule) {
        return !Double.isNaN(of(rule));
    }

    /**
     * The rule's own value as a tensor that is not learned.
     *
     * <p>For a group that is to keep its number where others get a tensor:
     *
     * <pre>{@code
     * Overrides.of(DifferentiableSgd.LR, learned, DifferentiableSgd.LR.own(secondRule))
     * }</pre>
     */
    public Tensor own(R rule) {
        return Tensor.scalar(of(rule), DType.FLOAT64);
    }

    /** As {@code Sgd.lr}. */
    @Override
    public String toString() {
        return rule.getSimpleName() + "." + name;
    }
}
