package org.higher.spark;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands for what a task threw on an executor and can't be serialized. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private RemoteException(String text, @Nullable Throwable cause) {
        super(text, cause);
    }

    /** With the text, the causes and the stack trace of the original. */
    static RemoteException of(Throwable original) {
        return of(original, 0);
    }

    private static RemoteException of(Throwable original, int depth) {
        Throwable cause = original.getCause();
        RemoteException copy =
                new RemoteException(
                        original.toString(),
                        cause == null || cause == original || depth > 20
                                ? null
                                : of(cause, depth + 1));
        copy.setStackTrace(original.getStackTrace());
        return copy;
    }

    /** The original's own text. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the text names the original's class
    public String toString() {
        return Objects.requireNonNullElse(getMessage(), "");
    }
}
