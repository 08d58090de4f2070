package org.higher.tensor;

import java.util.function.Supplier;

/**
 * A stretch of code that records nothing on the tape.
 *
 * <pre>{@code
 * NoGrad.run(() -> weight.assign(weight.sub(step)));
 *
 * try (NoGrad off = NoGrad.open()) { // javac -Xlint:try wants the body to mention off
 *     weight.assign(weight.sub(step));
 * }
 * }</pre>
 *
 * <p>It holds for the thread that opened it. Stretches nest: recording resumes when the last one is
 * closed.
 */
public final class NoGrad implements AutoCloseable {
    /**
     * How many stretches a thread is in: one element.
     *
     * <p>Of a class of the JDK, since a value in a thread that lives long keeps its class's loader.
     */
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private final int[] depth;
    private final Thread owner = Thread.currentThread();
    private boolean open = true;

    private NoGrad(int[] depth) {
        this.depth = depth;
    }

    /** Stops recording in this thread until the result is closed. */
    public static NoGrad open() {
        int[] depth = DEPTH.get();
        depth[0]++;
        return new NoGrad(depth);
    }

    /** Computes something that is not recorded. */
    public static <T> T get(Supplier<T> computation) {
        return recording(false, computation);
    }

    /** Does something that is not recorded. */
    public static void run(Runnable action) {
        recording(
                false,
                () -> {
                    action.run();
                    return true;
                });
    }

    /**
     * Resumes recording, unless an enclosing stretch is still open. Closing twice is harmless.
     *
     * @throws IllegalStateException if called from another thread than {@link #open}
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    Text.of(
                            "NoGrad: opened by thread %s and closed by %s; close it where it was"
                                    + " opened, in a try block",
                            owner.getName(), Thread.currentThread().getName()));
        }
        if (open) {
            open = false;
            depth[0]--;
        }
    }

    static boolean isRecording() {
        return DEPTH.get()[0] == 0;
    }

    /** Computes with recording on or off, whatever stretch this is in. */
    static <T> T recording(boolean on, Supplier<T> computation) {
        int[] depth = DEPTH.get();
        int before = depth[0];
        depth[0] = on ? 0 : before + 1;
        try {
            return computation.get();
        } finally {
            depth[0] = before;
        }
    }
}
