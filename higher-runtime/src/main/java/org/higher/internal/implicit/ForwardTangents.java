package org.higher.internal.implicit;

import java.util.List;
import org.higher.internal.tape.Value;
import org.jspecify.annotations.Nullable;

/** Forward mode, which does not go through solutions: what it would lose is refused. */
final class ForwardTangents {
    private ForwardTangents() {}

    /** Refuses values that forward mode differentiates. */
    static void check(List<? extends @Nullable Value> values) {
        for (Value value : values) {
            if (value != null && value.hasTangents()) {
                throw refused();
            }
        }
    }

    static IllegalStateException refused() {
        return new IllegalStateException(
                "ImplicitGradient: forward mode does not go through the solution of an inner"
                        + " problem; differentiate in reverse mode, with Grad or backward(), or call"
                        + " ForwardMode with what does not depend on the solution");
    }
}
