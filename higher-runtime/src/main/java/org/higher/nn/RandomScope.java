package org.higher.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.nn.SeedTap;
import org.higher.internal.nn.Sizes;
import org.higher.internal.threads.TaskLocal;
import org.higher.internal.trace.Tracer;
import org.higher.tensor.Tensor;
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
 * sharing its randomness. Each task of a {@code MetaBatch} opens one of its own, also where the
 * caller's thread runs it, and closes it. Scopes nest; the innermost one counts.
 */
public final class RandomScope implements AutoCloseable {
    private static final TaskLocal<RandomScope> CURRENT =
            new TaskLocal<>(
                    "RandomScope: a task of a batch has left a scope open, which the next one in"
                            + " its thread would draw from; open it in a try block");

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
     * Standard normal draws for a layer of one's own, as of a {@code @Functional} model.
     *
     * <pre>{@code
     * private final Object noise = new Object();
     *
     * Tensor sample(Tensor mean, Tensor deviation) {
     *     return mean.add(RandomScope.normal(noise, mean.dtype(), mean.shape()).mul(deviation));
     * }
     * }</pre>
     *
     * <p>They are on the {@linkplain org.higher.tensor.Backends#current current device}, and have
     * no task axis: tasks that run as one share them. For draws of each task, ask for one more axis
     * in front and let {@link Tensor#asTasks} make tasks of it.
     *
     * @param key stands for the layer and its twins: an object of its own in a field of its own,
     *     which in a {@linkplain #openFixed fixed} scope always draws the same. Draws that are to
     *     differ there have keys of their own
     * @throws IllegalStateException if no scope is open in this thread
     * @throws IllegalArgumentException if the key is a text or a number: others may have the same
     */
    public static Tensor normal(Object key, DType dtype, int... shape) {
        return Tensor.normal(forKey("normal", key), dtype, shape);
    }

    /** Draws that are uniform on [0, 1); see {@link #normal}. */
    public static Tensor uniform(Object key, DType dtype, int... shape) {
        return Tensor.uniform(forKey("uniform", key), dtype, shape);
    }

    /**
     * Draws of a Bernoulli distribution, 1 or 0; see {@link #normal}.
     *
     * @param probability of a 1, in [0, 1]
     * @throws IllegalArgumentException if the probability is not
     */
    public static Tensor bernoulli(Object key, double probability, DType dtype, int... shape) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "bernoulli: probability is " + probability + "; it must be in [0, 1]");
        }
        return Tensor.uniform(forKey("bernoulli", key), dtype, shape).lt(probability);
    }

    /** A generator for draws of any kind, to be used up within this call; see {@link #normal}. */
    public static RandomGenerator generator(Object key) {
        return forKey("generator", key);
    }

    private static RandomGenerator forKey(String name, Object key) {
        Sizes.given(name, "key", key);
        if (key instanceof CharSequence || key instanceof Number || key instanceof Character) {
            throw new IllegalArgumentException(
                    name
                            + ": the key is the "
                            + key.getClass().getSimpleName()
                            + " "
                            + key
                            + ", which other layers may have, too; give an object of the layer's"
                            + " own, held by a field: new Object()");
        }
        return generator(key, name, "its draws", "");
    }

    /**
     * The generator for one call of a layer.
     *
     * @param layer stands for the layer and its twins
     * @param name of the kind of layer, for the message
     * @param draws what would not be reproducible without a scope
     * @param remedy one more
     * @throws IllegalStateException if no scope is open in this thread
     */
    static RandomGenerator generator(Object layer, String name, String draws, String remedy) {
        Tracer.refuse("a random draw"); // an update rule is looked at first, and then run
        RandomScope scope = CURRENT.get();
        // a step that is taken again has its seeds, whether a scope is still open or not
        SeedTap around = scope == null ? null : scope.around;
        return new SplittableRandom(
                SeedTap.seed(around, () -> opened(scope, name, draws, remedy).seed(layer)));
    }

    private static RandomScope opened(
            @Nullable RandomScope scope, String name, String draws, String remedy) {
        if (scope == null) {
            throw new IllegalStateException(
                    name
                            + ": no random scope is open in thread "
                            + Thread.currentThread().getName()
                            + ", and "
                            + draws
                            + " would not be reproducible; open one with RandomScope.open(seed) in"
                            + " a try block"
                            + remedy
                            + ". A scope is that of the thread that opens it: where tasks run in"
                            + " others, as those of a MetaBatch, open it in the loss, with a seed of"
                            + " the task's");
        }
        return scope;
    }

    private long seed(Object layer) {
        return fixed == null
                ? seeds.nextLong()
                : fixed.computeIfAbsent(layer, key -> seeds.nextLong());
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
        CURRENT.set(enclosing);
    }
}
