package org.higher.internal.tape;

/**
 * The vector-Jacobian product (VJP) of an operation with respect to one argument.
 *
 * <p>A rule is written in operations on values, so that its result can be differentiated again. It
 * may return the shape to which the argument was broadcast; {@link BackwardPass} undoes that.
 */
@FunctionalInterface
public interface Rule {
    /**
     * The gradient of the argument.
     *
     * @param g the gradient of the operation's value
     * @param y the operation's value
     */
    Value vjp(Value g, Value y);

    /** A rule that does without the operation's value, which then need not be kept. */
    @FunctionalInterface
    interface OfGradient extends Rule {
        /**
         * The gradient of the argument.
         *
         * @param g the gradient of the operation's value
         */
        Value vjp(Value g);

        @Override
        default Value vjp(Value g, Value y) {
            return vjp(g);
        }
    }
}
