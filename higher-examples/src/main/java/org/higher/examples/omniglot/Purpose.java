package org.higher.examples.omniglot;

import java.util.SplittableRandom;

/**
 * What random numbers are for.
 *
 * <p>Every purpose has numbers of its own, so that the test episodes are the same whatever the
 * training was.
 */
enum Purpose {
    SPLIT,
    WEIGHTS,
    TRAINING,
    VALIDATION,
    TEST;

    /** What to seed a generator with, given the seed of everything. */
    long seed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long own = random.nextLong();
        for (int i = 0; i < ordinal(); i++) {
            own = random.nextLong();
        }
        return own;
    }
}
