package org.higher.examples.omniglot;

import java.util.SplittableRandom;

/**
 * What random numbers are for.
 *
 * <p>Every purpose has numbers of its own, so that the test episodes are the same whatever the
 * training was.
 */
enum Purpose {
    SPLIT(1),
    WEIGHTS(2),
    TRAINING(3),
    VALIDATION(4),
    TEST(5);

    /** Which of the numbers drawn from the seed is its own. */
    private final int number;

    Purpose(int number) {
        this.number = number;
    }

    /** What to seed a generator with, given the seed of everything. */
    long seed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 1; i < number; i++) {
            random.nextLong();
        }
        return random.nextLong();
    }
}
