package org.higher.internal.host.matmul;

import java.util.function.LongFunction;
import org.bytedeco.javacpp.Pointer;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.threads.WeakThreadLocal;

/**
 * A workspace off the heap, in native memory: a thread copies the operands of a product there.
 *
 * <p>A native method that is given arrays copies them, too, but to memory that it allocates and
 * frees each time, and whole: that costs 0.2 to 0.3 microseconds more, and a product within a batch
 * would have to be cut out first. A thread keeps its memory up to {@link #KEPT}.
 */
public final class OffHeapWorkspace {
    /**
     * There is no memory, by the limits that JavaCPP has for the process: plain Java takes over.
     */
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
        private static final Exhausted INSTANCE = new Exhausted();

        private Exhausted() {
            super("no memory outside of the heap", null, false, false);
        }
    }

    /** Elements per operand up to which memory is kept; 4 or 8 MB. */
    static final int KEPT = 1 << 20;

    static final int OPERANDS = 3;
    private static final WeakThreadLocal<OffHeapWorkspace> OWN =
            new WeakThreadLocal<>(OffHeapWorkspace::new);

    private final FloatOffHeapWorkspace floats = new FloatOffHeapWorkspace();
    private final DoubleOffHeapWorkspace doubles = new DoubleOffHeapWorkspace();

    private OffHeapWorkspace() {}

    static OffHeapWorkspace ofThisThread() {
        return OWN.get();
    }

    FloatOffHeapWorkspace floats() {
        return floats;
    }

    DoubleOffHeapWorkspace doubles() {
        return doubles;
    }

    /** Gives back what is too large to be kept. */
    void trim() {
        floats.trim();
        doubles.trim();
    }

    /**
     * Memory for this many elements, or some more.
     *
     * @throws Exhausted if there is none
     */
    static <P> P allocated(int size, int bytes, LongFunction<P> allocate) {
        long elements = size > KEPT || !fits(bytes * grown(size)) ? size : grown(size);
        if (!fits(bytes * elements)) {
            throw Exhausted.INSTANCE;
        }
        try {
            return allocate.apply(elements);
        } catch (OutOfMemoryError full) { // others were faster
            throw Exhausted.INSTANCE;
        }
    }

    /**
     * Within JavaCPP's limits; at them, it would collect garbage for a second before it gives up.
     */
    static boolean fits(long bytes) {
        long most = Pointer.maxBytes();
        long mostOfProcess = Pointer.maxPhysicalBytes();
        return (most <= 0 || Pointer.totalBytes() + bytes <= most)
                && (mostOfProcess <= 0 || Pointer.physicalBytes() + bytes <= mostOfProcess);
    }

    /** With a margin, to see a product that reads too far. */
    static void poison(Pointer memory, int size) {
        if (MemoryPoisoning.isOn()) {
            long elements = Math.min(memory.capacity(), size + 1024L);
            Pointer.memset(memory, 0xff, memory.sizeof() * elements); // such bits are a NaN
        }
    }

    /** A power of 2, so that a thread that meets many sizes seldom allocates. */
    private static long grown(int size) {
        return Math.max(1024, Integer.highestOneBit(size - 1) << 1);
    }
}
