package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import java.util.Optional;
import org.higher.internal.ops.Checks;
import org.higher.internal.tape.Value;

/** How tensors take part in automatic differentiation: leaves, their gradients, detached copies. */
sealed interface Differentiation permits Tensor {
    /** Whether operations on this are recorded. */
    default boolean requiresGrad() {
        return value().requiresGrad();
    }

    /** Whether no recorded operation has made this. */
    default boolean isLeaf() {
        return value().isLeaf();
    }

    /** The same values as a leaf without a gradient: nothing flows back through it. */
    default Tensor detach() {
        return tensor(value().detach());
    }

    /** The same values as a new leaf that requires a gradient, or does not. */
    default Tensor withRequiresGrad(boolean required) {
        return tensor(value().withRequiresGrad(required));
    }

    /** The gradient that {@link #backward} has accumulated; empty before the first. */
    default Optional<Tensor> grad() {
        return Optional.ofNullable(value().grad()).map(Tensor::tensor);
    }

    /** Forgets the accumulated gradient. */
    default void zeroGrad() {
        value().zeroGrad();
    }

    /**
     * Adds the gradients of this scalar to the {@link #grad} of every leaf it depends on.
     *
     * @throws IllegalArgumentException if this is no scalar, or depends on no leaf that requires a
     *     gradient
     * @throws IllegalStateException if a leaf was assigned since it was used
     */
    default void backward() {
        Grad.backward((Tensor) this);
    }

    /**
     * Replaces the values of a leaf; its gradient stays.
     *
     * <p>Other tensors that share the old values keep them. Graphs in which this leaf took part
     * refuse to be differentiated from then on. Nothing is recorded.
     *
     * @throws IllegalStateException if this is not a leaf
     * @throws IllegalArgumentException if shape, number of tasks, element type or device differ
     */
    default void assign(Tensor replacement) {
        Value other = operand("assign", replacement);
        Checks.assignable("assign", value(), other);
        value().assign(other);
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
