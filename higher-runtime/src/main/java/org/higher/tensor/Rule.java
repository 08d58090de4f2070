package org.higher.tensor;

/**
 * The vector-Jacobian product of an operation with respect to one argument.
 *
 * <p>A rule is written in operations on tensors, so that its result can be differentiated again. It
 * may return the shape to which the argument was broadcast; {@link Grad} sums the excess.
 */
@FunctionalInterface
interface Rule {
    /**
     * The gradient of the argument.
     *
     * @param g the gradient of the operation's value
     * @param y the operation's value
     */
    Tensor vjp(Tensor g, Tensor y);

    /** A rule that does without the operation's value, which then need not be kept. */
    @FunctionalInterface
    interface OfGradient extends Rule {
        Tensor vjp(Tensor g);

        @Override
        default Tensor vjp(Tensor g, Tensor y) {
            return vjp(g);
        }
    }
}
