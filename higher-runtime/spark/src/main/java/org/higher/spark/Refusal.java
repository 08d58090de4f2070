package org.higher.spark;

import org.jspecify.annotations.Nullable;

/** Why an executor can't run what it was sent: for the driver, which throws it once. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
        this(reason, null);
    }

    Refusal(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
