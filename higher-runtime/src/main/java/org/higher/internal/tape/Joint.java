package org.higher.internal.tape;

import java.util.List;
import java.util.Optional;

/**
 * Several values that were computed together, from arguments that they have in common.
 *
 * <p>It belongs to a node without a value. An edge leads there from the node of each value, and
 * from there to each argument; {@link Place} says which of them it is. {@link JointOp} puts it on
 * the tape.
 */
public sealed interface Joint permits JointOpRule, Joint.Replay {
    /** How many values there are. */
    int values();

    /**
     * Whether the gradients are known to be the derivatives of the values, and to depend on no
     * other tensors than the arguments; not so of what users have written.
     */
    default boolean isDerivative() {
        return false;
    }

    /** Stands where an edge's rule does: the position of a value, or of an argument. */
    record Place(int index) implements Rule {
        @Override
        public Value vjp(Value g, Value y) {
            throw new IllegalStateException("joint rules are applied by the node, not the edge");
        }
    }

    /**
     * Values whose graph is not kept: a backward pass has them computed again.
     *
     * <p>The graph that is then recorded leads from the same values to the same arguments. The pass
     * goes through it as if it had always been there, and forgets it.
     */
    non-sealed interface Replay extends Joint {
        /** Computes the values again, on the tape of this thread. */
        Recorded record();

        /**
         * The graph between values and arguments.
         *
         * @param values in their order; empty where one is not on the tape
         * @param since from before the graph was made
         */
        record Recorded(List<Optional<Value>> values, Recording.Mark since) {}

        /**
         * The error of a graph that leads to a node which the values were not said to depend on.
         */
        IllegalStateException leadsElsewhere(Node node);
    }
}
