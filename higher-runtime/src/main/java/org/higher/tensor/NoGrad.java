package org.higher.tensor;

import java.util.function.Supplier;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Recording;

/**
 * A block of code that records nothing on the tape, so that no gradient flows through it.
 *
 * <pre>{@code
 * NoGrad.run(() -> weight.assign(weight.sub(step)));
 *
 * try (NoGrad off = NoGrad.open()) { // javac -Xlint:try wants the body to mention off
 *     weight.assign(weight.sub(step));
 * }
 * }</pre>
 *
 * <p>It holds for the thread that opened it. Blocks nest: recording resumes when the last one is
 * closed.
 */
public final class NoGrad implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private boolean open = true;

    private NoGrad() {}

    /** Stops recording in this thread until the result is closed. */
    public static NoGrad open() {
        Recording.stop();
        return new NoGrad();
    }

    /** Computes something that is not recorded. */
    public static <T> T get(Supplier<T> computation) {
        return Recording.cut(computation);
    }

    /** Does something that is not recorded. */
    public static void run(Runnable action) {
        Recording.cut(
                () -> {
                    action.run();
                    return true;
                });
    }

    /**
     * Resumes recording, unless an enclosing block is still open. Closing twice is harmless.
     *
     * @throws IllegalStateException if called from another thread than {@link #open}
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    Messages.of(
                            "NoGrad: opened by thread %s and closed by %s; close it where it was"
                                    + " opened, in a try block",
                            owner.getName(), Thread.currentThread().getName()));
        }
        if (open) {
            open = false;
            Recording.resume();
        }
    }
}
