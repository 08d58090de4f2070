package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/** The place on the tape of a value that a recorded operation has made. */
final class OpNode extends Node {
    OpNode(
            String op,
            int[] shape,
            int tasks,
            @Nullable Edge edges,
            @Nullable Read reads,
            @Nullable Joint joint) {
        super(op, shape, tasks, edges, reads, joint);
    }

    /** The node of a value whose rules read no leaf. */
    OpNode(String op, int[] shape, int tasks, @Nullable Edge edges) {
        this(op, shape, tasks, edges, null, null);
    }

    @Override
    void accumulate(Value gradient) {
        throw new IllegalStateException(op + ": gradients are accumulated for leaves only");
    }
}
