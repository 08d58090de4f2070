package org.higher.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.internal.nn.SeedTap;
import org.jspecify.annotations.Nullable;

/**
 * Scope in which layers such as {@link Dropout} may draw random numbers, all from one seed.
 *
 * <pre>{@code
 * try (var draws = RandomScope.open(seed); var loop = Higher.innerLoop(net, inner).open()) {
 *     loop.step(mse(loop.model().forward(xs), ys)); // another mask in each step
 * }
 * try (var draws = RandomScope.openFixed(seed); var loop = Higher.innerLoop(net, inner).open()) {
 *     loop.step(mse(loop.model().forward(xs), ys)); // each layer keeps one mask
 * }
 * }</pre>
 *
 * <p>javac -Xlint:try wants the body to mention {@code draws}. The same code in a scope of the same
 * seed draws the same numbers, on whatever thread. A model and its twins draw alike, and hold no
 * generator: a scope belongs to the thread that opened it, so that threads share a twin without
 * sharing its randomness, and each task can have a seed of its own. Scopes nest; the innermost one
 * counts.
 */
public final class RandomScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable RandomScope> CURRENT = new ThreadLocal<>();

    private final Thread owner = Thread.currentThread();
    private final @Nullable RandomScope enclosing = CURRENT.get();
    private final RandomGenerator seeds;

    /** What is open around this, where steps of an inner loop are taken again. */
    private final @Nullable SeedTap around = SeedTap.current();

    private boolean closed;

    /** The seed of each layer that has drawn, in the order of their first calls. */
    private final @Nullable Map<Object, Long> fixed;

    private RandomScope(long seed, boolean fixed) {
        this.seeds = new SplittableRandom(seed);
        this.fixed = fixed ? new IdentityHashMap<>() : null;
    }

    /** Begins a scope in which every call of a layer draws afresh. */
    public static RandomScope open(long seed) {
        return begin(new RandomScope(seed, false));
    }

    /**
     * Begins a scope in which a layer draws the same numbers at every call.
     *
     * <p>Inputs of another shape get another mask, which is the same again for that shape.
     */
    public static RandomScope openFixed(long seed) {
        return begin(new RandomScope(seed, true));
    }

    private static RandomScope begin(RandomScope scope) {
        CURRENT.set(scope);
        return scope;
    }

    /**
     * The generator for one call of a layer.
     *
     * @param name of the kind of layer, for the message
     * @param layer stands for the layer and its twins
     * @throws IllegalStateException if no scope is open in this thread
     */
    static RandomGenerator generator(String name, Object layer) {
        RandomScope scope = CURRENT.get();
        SeedTap around = scope == null ? null : scope.around;
        return new SplittableRandom(SeedTap.seed(around, () -> seed(scope, name, layer)));
    }

    private static long seed(@Nullable RandomScope scope, String name, Object layer) {
        if (scope == null) {
            throw new IllegalStateException(
                    name
                            + ": no random scope is open in thread "
                            + Thread.currentThread().getName()
                            + ", and its mask would not be reproducible; open one with"
                            + " RandomScope.open(seed) in a try block, or call eval()");
        }
        return scope.fixed == null
                ? scope.seeds.nextLong()
                : scope.fixed.computeIfAbsent(layer, key -> scope.seeds.nextLong());
    }

    /**
     * Ends the scope; an enclosing one counts again. Closing twice is harmless.
     *
     * @throws IllegalStateException if called from another thread, or before an inner scope ended
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "RandomScope: opened by thread "
                            + owner.getName()
                            + " and closed by "
                            + Thread.currentThread().getName()
                            + "; close it where it was opened, in a try block");
        }
        if (closed) {
            return;
        }
        if (CURRENT.get() != this) {
            throw new IllegalStateException(
                    "RandomScope: closed while a scope opened within it is open; close that first,"
                            + " in a try block");
        }
        closed = true;
        if (enclosing == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(enclosing);
        }
    }
}
