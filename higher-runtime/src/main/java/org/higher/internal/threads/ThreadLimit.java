package org.higher.internal.threads;

/**
 * A limit on the threads of computations that lasts until it is closed; closing twice is harmless.
 */
@FunctionalInterface
public interface ThreadLimit extends AutoCloseable {
    @Override
    void close();
}
