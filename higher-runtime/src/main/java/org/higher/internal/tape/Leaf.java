package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/** The place on the tape of a leaf that requires a gradient, and that gradient. */
final class Leaf extends Node {
    private @Nullable Value grad;

    Leaf(Value value) {
        super("leaf", value.shape(), value.taskCount(), null, null, null);
    }

    /** The accumulated gradient; null before the first. */
    synchronized @Nullable Value grad() {
        return grad;
    }

    /** Forgets the accumulated gradient. */
    synchronized void zeroGrad() {
        grad = null;
    }

    /**
     * Adds to the gradient, which is of the leaf's shape and as many tasks.
     *
     * <p>Several leaves may be given one and the same gradient; each keeps its own, to be assigned.
     */
    @Override
    synchronized void accumulate(Value gradient) {
        grad = grad == null ? gradient.detach() : GradientAccumulation.sum(grad, gradient);
    }
}
