package org.higher.internal.gpu.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.higher.internal.gpu.driver.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of memory that nobody uses, by size, and by the queue that they were allocated for; the
 * last one that was given back is the first to be used again.
 */
final class SpareMemory {
    private final TreeMap<Long, Map<Integer, Deque<Memory>>> pieces = new TreeMap<>();
    private long bytes;

    /** The bytes of all of them. */
    long bytes() {
        return bytes;
    }

    void add(Memory piece) {
        pieces.computeIfAbsent(piece.bytes(), size -> new TreeMap<>())
                .computeIfAbsent(piece.queue(), queue -> new ArrayDeque<>())
                .push(piece);
        bytes += piece.bytes();
    }

    /** A piece of a size and a queue; null if there is none. */
    @Nullable Memory take(long size, int queue) {
        Map<Integer, Deque<Memory>> ofSize = pieces.get(size);
        Deque<Memory> found = ofSize == null ? null : ofSize.get(queue);
        if (ofSize == null || found == null) {
            return null;
        }
        Memory piece = found.pop();
        if (found.isEmpty()) {
            ofSize.remove(queue);
            if (ofSize.isEmpty()) {
                pieces.remove(size);
            }
        }
        bytes -= size;
        return piece;
    }

    /** A piece of a size and of any queue; null if there is none. */
    @Nullable Memory take(long size) {
        Map<Integer, Deque<Memory>> ofSize = pieces.get(size);
        return ofSize == null ? null : take(size, ofSize.keySet().iterator().next());
    }

    /** One of the largest; null if there is none. */
    @Nullable Memory takeLargest() {
        return pieces.isEmpty() ? null : take(pieces.lastKey());
    }
}
