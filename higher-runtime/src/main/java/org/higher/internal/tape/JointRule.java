package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/**
 * The vector-Jacobian product of an operation with several values and arguments, all at once.
 *
 * <p>It belongs to a node without a value. An edge leads there from the node of each value, and
 * from there to each argument; {@link Place} says which of them it is. {@link JointOp} puts it on
 * the tape.
 */
public interface JointRule {
    /** How many values there are. */
    int values();

    /** How many arguments there are, those without an edge included. */
    int arguments();

    /**
     * The gradients of the arguments, of their shape.
     *
     * @param gradients of the values; null where one has no influence
     * @param wanted which arguments' gradients are asked for; the others' may be null
     */
    @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted);

    /** Stands where an edge's rule does: the position of a value, or of an argument. */
    record Place(int index) implements Rule {
        @Override
        public Value vjp(Value g, Value y) {
            throw new IllegalStateException("joint rules are applied by the node, not the edge");
        }
    }
}
