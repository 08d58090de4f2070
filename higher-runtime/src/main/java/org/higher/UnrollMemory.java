package org.higher;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.higher.internal.heap.Allocation;
import org.higher.internal.heap.MemoryHolder;

/**
 * The steps of an inner loop that are kept for a gradient, and what errors of a full heap say about
 * them.
 */
final class UnrollMemory extends MemoryHolder {
    static final Allocation STEP = new Allocation("taking step %,d");
    static final Allocation LOOP = new Allocation("opening inner loop %,d");
    static final Allocation BINDING =
            new Allocation("binding the model to the weights of step %,d");

    /** Inner loops that were closed so far: a loss that is kept keeps the whole of one. */
    private static final AtomicLong CLOSED = new AtomicLong();

    static {
        MemoryHolder.setAdvice(UnrollMemory::advice);
    }

    private final int weights;
    private final long elements;
    private volatile int steps;

    private UnrollMemory(int weights, long elements) {
        this.weights = weights;
        this.elements = elements;
    }

    /** That of a loop without steps yet. */
    static UnrollMemory open(int weights, long elements) {
        UnrollMemory opened = new UnrollMemory(weights, elements);
        opened.register();
        return opened;
    }

    static long closedLoops() {
        return CLOSED.get();
    }

    void setSteps(int count) {
        steps = count;
    }

    @Override
    protected long size() {
        return steps;
    }

    @Override
    protected String describe(long size) {
        return String.format(
                Locale.ROOT,
                "The longest open inner loop has unrolled %,d steps of %,d weights with %,d"
                        + " elements. ",
                size,
                weights,
                elements);
    }

    private static String advice() {
        long closed = CLOSED.get();
        String kept =
                closed == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%,d inner loops have been closed: each whose loss is kept, say in"
                                        + " a list for a log, is kept as a whole; keep the loss's"
                                        + " item(), or its detach(). ",
                                closed);
        return "What is recorded lives until the loss that was computed by it is dropped. "
                + kept
                + "Else let steps be computed again in place of being kept, with"
                + " memory(Memory.budget(...)) and unroll(...); or take fewer steps; or cut the"
                + " unroll on the way, with truncate(); or keep less, with GradientMode.FIRST_ORDER or UNTRACKED,"
                + " smaller batches, or fewer tasks at a time; or give the JVM a larger heap, with"
                + " -Xmx.";
    }

    @Override
    public void close() {
        if (!isClosed()) {
            CLOSED.incrementAndGet();
            super.close();
        }
    }
}
