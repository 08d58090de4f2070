package org.higher.internal.host.fused;

/** What a thread runs parts of a pass by. */
@FunctionalInterface
interface PassWorker {
    /**
     * Computes the elements of a range.
     *
     * @param from a multiple of {@link PassData#BLOCK}
     */
    void run(int from, int to);
}
