package org.higher.examples.energy;

import java.util.random.RandomGenerator;

/** The energies there are. */
enum Kind {
    /** Of any form. */
    SPEN {
        @Override
        Energy create(int features, int classes, int hidden, RandomGenerator random) {
            return new Spen(features, classes, hidden, random);
        }
    },

    /** Convex in the label. */
    ICNN {
        @Override
        Energy create(int features, int classes, int hidden, RandomGenerator random) {
            return new Icnn(features, classes, hidden, random);
        }
    };

    /**
     * A new energy.
     *
     * @param features how many numbers an image is described by
     * @param classes how many numbers a label has
     * @param hidden units of each of the two hidden layers
     */
    abstract Energy create(int features, int classes, int hidden, RandomGenerator random);
}
