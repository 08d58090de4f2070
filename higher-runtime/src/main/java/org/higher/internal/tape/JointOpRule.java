package org.higher.internal.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives, in both modes, of an operation with several values and arguments, all at once.
 */
public non-sealed interface JointOpRule extends Joint {
    /** How many arguments there are, those without an edge included. */
    int arguments();

    /**
     * The gradients of the arguments, of their shape.
     *
     * @param gradients of the values; null where one has no influence
     * @param wanted which arguments' gradients are asked for; the others' may be null
     */
    @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted);

    /**
     * The tangents of the values; null for those that depend on no argument with a tangent.
     *
     * @param tangents of the arguments, of their shape; null where there is none, not of all
     * @param values those of the operation, in their order
     */
    @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values);
}
