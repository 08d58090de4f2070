package org.higher.internal.nn;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes the seeds that a thread draws from its random scopes, to draw the same ones another time.
 *
 * <p>Scopes that are opened within count as part of what is done within, and draw for themselves.
 */
public final class SeedTap implements AutoCloseable {
    private static final ThreadLocal<@Nullable SeedTap> CURRENT = new ThreadLocal<>();
    private static final long[] NONE = {};

    private final @Nullable SeedTap outer = CURRENT.get();
    private final boolean again;
    private long[] seeds;
    private int count;

    private SeedTap(long[] seeds, boolean again) {
        this.seeds = seeds;
        this.again = again;
    }

    /** Notes seeds from now on, until closed. */
    public static SeedTap open() {
        return opened(new SeedTap(NONE, false));
    }

    /** Draws seeds that were noted before. */
    public static SeedTap open(long[] seeds) {
        return opened(new SeedTap(seeds, true));
    }

    private static SeedTap opened(SeedTap tap) {
        CURRENT.set(tap);
        return tap;
    }

    /** What this thread has opened last; null if nothing. */
    public static @Nullable SeedTap current() {
        return CURRENT.get();
    }

    /** What has been noted. */
    public long[] seeds() {
        return Arrays.copyOf(seeds, count);
    }

    /**
     * The next seed of a scope.
     *
     * @param around what was open when the scope was opened
     * @param draw from the scope
     */
    public static long seed(@Nullable SeedTap around, LongSupplier draw) {
        return seed(CURRENT.get(), around, draw);
    }

    private static long seed(@Nullable SeedTap tap, @Nullable SeedTap around, LongSupplier draw) {
        if (tap == null || tap == around) {
            return draw.getAsLong();
        }
        return tap.again ? tap.next() : tap.noted(seed(tap.outer, around, draw));
    }

    private long next() {
        if (count == seeds.length) {
            throw new IllegalStateException(
                    "the inner loop takes a step again, and the step draws more random numbers than"
                            + " the first time; what it draws may depend on the model and the step"
                            + " alone");
        }
        return seeds[count++];
    }

    private long noted(long seed) {
        if (count == seeds.length) {
            seeds = Arrays.copyOf(seeds, Math.max(4, 2 * count));
        }
        seeds[count++] = seed;
        return seed;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
