package org.higher.internal.tape;

/**
 * The one operation that a {@link BackwardPass} needs itself: undoing broadcasting.
 *
 * <p>It is handed to the pass, since the tape knows no operations.
 */
@FunctionalInterface
public interface Unbroadcasting {
    /**
     * Sums a gradient over the axes and tasks along which broadcasting repeated an argument.
     *
     * @param g the gradient of the argument as it was repeated
     * @param shape of the argument
     * @param tasks the argument's number of tasks; 0 if it is shared by all
     * @param op the operation that broadcast it, for messages
     */
    Value sumTo(Value g, int[] shape, int tasks, String op);
}
