package org.higher.internal.heap;

/**
 * A kind of work that takes memory, as an {@link OutOfHeapError} names it.
 *
 * <p>A constant of the class that does it: where memory is short, there may be none for the words.
 */
public final class Allocation {
    private final String words;

    /**
     * A kind of work.
     *
     * @param words with a place for an amount, as {@code "allocating an array of %,d bytes"}
     */
    public Allocation(String words) {
        this.words = words;
        OutOfHeapError.prepare();
    }

    String words() {
        return words;
    }

    /** The error to throw in place of the JVM's, which it has as its cause. */
    public OutOfMemoryError failed(long amount, OutOfMemoryError cause) {
        return OutOfHeapError.of(this, amount, cause);
    }
}
