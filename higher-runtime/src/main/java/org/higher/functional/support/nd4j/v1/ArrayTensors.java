package org.higher.functional.support.nd4j.v1;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors that stand for arrays: one for each array, whoever asks, as long as the array lives.
 *
 * <p>Twins of one model must have the same parameters, and so must places of a model that share an
 * array. An array that was changed since it was last asked about gives its tensor the new value; a
 * parameter that was assigned another value keeps it as long as its array is left alone.
 */
final class ArrayTensors {
    /** A tensor, and the value of its array when it was last looked at. */
    private static final class Entry {
        private Tensor tensor;
        private ArrayBits seen;

        private Entry(Tensor tensor, ArrayBits seen) {
            this.tensor = tensor;
            this.seen = seen;
        }
    }

    /** An array, compared by identity. */
    private static final class Key extends WeakReference<INDArray> {
        private final int hash;

        private Key(INDArray array, ReferenceQueue<INDArray> dead) {
            super(array, dead);
            this.hash = System.identityHashCode(array);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            INDArray array = get();
            return other == this || other instanceof Key key && array != null && array == key.get();
        }
    }

    private final ReferenceQueue<INDArray> dead = new ReferenceQueue<>();
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final UnaryOperator<Tensor> made;
    private final BinaryOperator<Tensor> changed;
    private final boolean moves;

    private ArrayTensors(
            UnaryOperator<Tensor> made, BinaryOperator<Tensor> changed, boolean moves) {
        this.made = made;
        this.changed = changed;
        this.moves = moves;
    }

    /** Parameters, each the same one as long as its array lives. */
    static ArrayTensors parameters() {
        return new ArrayTensors(
                Tensor::parameter,
                (parameter, now) -> {
                    parameter.assign(now);
                    return parameter;
                },
                false);
    }

    /** Tensors that are nobody's parameters; another one for another value or current device. */
    static ArrayTensors constants() {
        return new ArrayTensors(constant -> constant, (constant, now) -> now, true);
    }

    Tensor of(INDArray array) {
        for (Reference<?> key = dead.poll(); key != null; key = dead.poll()) {
            entries.remove(key);
        }
        Entry entry =
                entries.computeIfAbsent(
                        new Key(array, dead),
                        key -> new Entry(made.apply(Tensor.of(array)), ArrayBits.of(array)));
        synchronized (entry) {
            boolean elsewhere = moves && !entry.tensor.device().equals(Backends.current());
            if (elsewhere || !entry.seen.areThoseOf(array)) {
                entry.tensor = changed.apply(entry.tensor, Tensor.of(array));
                entry.seen = ArrayBits.of(array);
            }
            return entry.tensor;
        }
    }
}
