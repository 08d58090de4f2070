package org.higher.internal.backend;

import java.util.Arrays;

/**
 * Memory poisoning, a mode for tests: unwritten and reused memory is filled with NaN.
 *
 * <p>Kernels take memory with anything in it where they write every element. If one does not, what
 * it leaves is mostly zero, or an earlier result, and few tests see it. With {@code
 * -Dhigher.poison=true} it is NaN. The tests of the library run in this mode; results do not depend
 * on it.
 */
public final class MemoryPoisoning {
    /** The system property that turns it on. */
    public static final String PROPERTY = "higher.poison";

    private static volatile boolean on = Boolean.getBoolean(PROPERTY);

    private MemoryPoisoning() {}

    /** Whether unwritten memory is NaN. */
    public static boolean isOn() {
        return on;
    }

    /** Turns it on or off for the whole process, and says what it was. */
    static boolean turn(boolean wanted) {
        boolean before = on;
        on = wanted;
        return before;
    }

    /** Fills memory whose contents nobody may rely on, if the mode is on. */
    public static void fill(float[] unwritten) {
        if (on) {
            Arrays.fill(unwritten, Float.NaN);
        }
    }

    /** As {@link #fill(float[])}. */
    public static void fill(double[] unwritten) {
        if (on) {
            Arrays.fill(unwritten, Double.NaN);
        }
    }
}
