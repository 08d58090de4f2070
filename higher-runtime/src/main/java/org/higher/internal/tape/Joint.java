package org.higher.internal.tape;

/**
 * Several values that were computed together, from arguments that they have in common.
 *
 * <p>It belongs to a node without a value. An edge leads there from the node of each value, and
 * from there to each argument; {@link Place} says which of them it is. {@link JointOp} puts it on
 * the tape.
 */
public sealed interface Joint permits JointRule, Replay {
    /** How many values there are. */
    int values();

    /** Stands where an edge's rule does: the position of a value, or of an argument. */
    record Place(int index) implements Rule {
        @Override
        public Value vjp(Value g, Value y) {
            throw new IllegalStateException("joint rules are applied by the node, not the edge");
        }
    }
}
