package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/** The vector-Jacobian product of an operation with several values and arguments, all at once. */
public non-sealed interface JointRule extends Joint {
    /** How many arguments there are, those without an edge included. */
    int arguments();

    /**
     * The gradients of the arguments, of their shape.
     *
     * @param gradients of the values; null where one has no influence
     * @param wanted which arguments' gradients are asked for; the others' may be null
     */
    @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted);

    /** Whether it may read tensors on the tape that are no arguments. */
    default boolean readsMore() {
        return false;
    }
}
