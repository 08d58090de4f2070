package org.higher.internal;

import java.util.function.Supplier;
import org.higher.internal.tape.Recording;

/** Computing without a tape where nothing is cut: forward mode, which needs none, goes through. */
public final class Untaped {
    private Untaped() {}

    /** Computes, and records nothing. */
    public static <T> T get(Supplier<T> computation) {
        return Recording.with(false, computation);
    }
}
