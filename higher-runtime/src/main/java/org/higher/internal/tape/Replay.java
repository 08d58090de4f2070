package org.higher.internal.tape;

import java.util.List;
import java.util.Optional;

/**
 * Values whose graph is not kept: a backward pass has them computed again.
 *
 * <p>The graph that is then recorded leads from the same values to the same arguments. The pass
 * goes through it as if it had always been there, and forgets it.
 */
public non-sealed interface Replay extends Joint {
    /** Computes the values again, on the tape of this thread. */
    Recorded record();

    /** The graph between two passes. */
    interface Recorded {
        /** The values in their order; empty where one is not on the tape. */
        List<Optional<Value>> values();

        /** Nodes of the graph are newer than this, what it leads to is not. */
        long since();
    }

    /** The error of a graph that leads to a node which the values were not said to depend on. */
    IllegalStateException leadsElsewhere(Node node);
}
