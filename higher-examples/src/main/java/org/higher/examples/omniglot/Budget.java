package org.higher.examples.omniglot;

/**
 * How long to train, counted from the very beginning, whatever was resumed since.
 *
 * @param steps meta-steps at most
 * @param seconds of training at most
 */
record Budget(long steps, double seconds) {
    /** Whether this much is enough. */
    boolean spent(long stepsTaken, double secondsTaken) {
        return stepsTaken >= steps || secondsTaken >= seconds;
    }
}
