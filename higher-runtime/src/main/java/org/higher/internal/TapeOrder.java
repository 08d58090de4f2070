package org.higher.internal;

import java.util.function.Supplier;
import org.higher.internal.tape.Recording;

/**
 * The order of the tape within a task, which is that of the caller, whichever thread runs it.
 *
 * <p>Gradients are added up in this order, so results don't depend on threads to the last bit.
 */
public final class TapeOrder {
    private final long start = Recording.sequence();

    /** Where the tape of this thread is. */
    public TapeOrder() {}

    /** Computes as if in the thread that made this, at the time when it did. */
    public <T> T continued(Supplier<T> computation) {
        return Recording.from(start, computation);
    }
}
