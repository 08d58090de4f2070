package org.higher.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What samplers share. */
final class Draws {
    private Draws() {}

    /**
     * The random numbers of a step.
     *
     * <p>Seed and step are hashed one after the other. A generator's seed must not be a linear
     * function of the step: a {@link SplittableRandom} moves through its states by a constant, so
     * successive steps could draw the same numbers, shifted.
     */
    static RandomGenerator of(long seed, long step) {
        long hashed = new SplittableRandom(seed).nextLong();
        return new SplittableRandom(new SplittableRandom(hashed ^ step).nextLong());
    }

    /** The beginning of a shuffle: distinct numbers from 0 on, in random order. */
    static int[] distinct(int count, int bound, RandomGenerator random) {
        int[] numbers = new int[bound];
        for (int i = 0; i < bound; i++) {
            numbers[i] = i;
        }
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(bound - i);
            chosen[i] = numbers[j];
            numbers[j] = numbers[i];
        }
        return chosen;
    }

    /** Puts single examples together. */
    static Examples examples(List<float[]> examples, int[] shape, int classes, int[] labels) {
        int size = examples.get(0).length;
        float[] all = new float[examples.size() * size];
        for (int i = 0; i < examples.size(); i++) {
            System.arraycopy(examples.get(i), 0, all, i * size, size);
        }
        int[] rows = new int[shape.length + 1];
        rows[0] = examples.size();
        System.arraycopy(shape, 0, rows, 1, shape.length);
        return Examples.of(all, rows, classes, labels);
    }

    /** Checks a setting. */
    static int atLeast(String owner, int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(
                    String.format("%s: %d %s; give %d or more", owner, value, what, least));
        }
        return value;
    }
}
