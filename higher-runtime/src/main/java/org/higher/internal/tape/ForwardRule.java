package org.higher.internal.tape;

/**
 * The Jacobian-vector product (JVP) of an operation with respect to one argument.
 *
 * <p>A rule is written in operations on values, so that its result can be differentiated again, in
 * either mode. It may return a shape that broadcasts to that of the operation's value.
 */
@FunctionalInterface
public interface ForwardRule {
    /**
     * What a change of the argument contributes to the change of the value.
     *
     * @param t the tangent of the argument, of its shape
     * @param y the operation's value
     */
    Value jvp(Value t, Value y);

    /** A rule that does without the operation's value. */
    @FunctionalInterface
    interface OfTangent extends ForwardRule {
        /**
         * What a change of the argument contributes to the change of the value.
         *
         * @param t the tangent of the argument, of its shape
         */
        Value jvp(Value t);

        @Override
        default Value jvp(Value t, Value y) {
            return jvp(t);
        }
    }
}
