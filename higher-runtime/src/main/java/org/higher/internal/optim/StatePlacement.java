package org.higher.internal.optim;

/** Where the states of a differentiable optimizer are, and whose graph they are on. */
enum StatePlacement {
    /** Those of the plain optimizer: still to be cut from its graph, and moved to the weights. */
    SOURCE,

    /** Given to go on from, or cut since: on the tape if they were, still to be moved. */
    GIVEN,

    /** With the weights: a step has begun. */
    PLACED
}
