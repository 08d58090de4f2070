package org.higher.internal.spark.table;

import java.util.SplittableRandom;

/** Random numbers that depend on seeds and keys alone, on every machine. */
public final class Hashing {
    private static final double UNIT = 0x1p-53;

    private Hashing() {}

    /** A generator for what these numbers stand for together. */
    public static SplittableRandom random(long... parts) {
        return new SplittableRandom(mixed(parts));
    }

    /** A number in [0, 1) for what these numbers stand for together. */
    public static double uniform(long... parts) {
        return (mixed(parts) >>> 11) * UNIT;
    }

    /** FNV-1a of the text's characters, in 64 bits. */
    public static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mixed(long... parts) {
        long state = 0;
        for (long part : parts) {
            state = mix(state * 0x9e3779b97f4a7c15L + part + 1);
        }
        return state;
    }

    /** The finalizer of MurmurHash3 with Stafford's constants, variant 13. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
