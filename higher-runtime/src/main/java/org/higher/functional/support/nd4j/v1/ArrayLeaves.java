package org.higher.functional.support.nd4j.v1;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters that stand for arrays: one for each array, whoever asks, as long as the array
 * lives.
 *
 * <p>Twins of one model must have the same parameters, and so must places of a model that share an
 * array. An array that was changed since it was last asked about gives its parameter the new value;
 * a parameter that was assigned another value keeps it as long as its array is left alone.
 */
final class ArrayLeaves {
    /** A leaf, and the value of its array when it was last looked at. */
    private static final class Leaf {
        private final Tensor parameter;
        private INDArray seen;

        private Leaf(Tensor parameter, INDArray seen) {
            this.parameter = parameter;
            this.seen = seen;
        }
    }

    /** An array, compared by identity. */
    private static final class Key extends WeakReference<INDArray> {
        private final int hash;

        private Key(INDArray array, @Nullable ReferenceQueue<INDArray> dead) {
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
    private final Map<Key, Leaf> leaves = new HashMap<>();

    synchronized Tensor parameter(INDArray array) {
        for (Reference<?> key = dead.poll(); key != null; key = dead.poll()) {
            leaves.remove(key);
        }
        Leaf leaf =
                leaves.computeIfAbsent(
                        new Key(array, dead),
                        key -> new Leaf(Tensor.parameter(Tensor.of(array)), array.dup()));
        if (!leaf.seen.equalsWithEps(array, 0)) {
            leaf.parameter.assign(Tensor.of(array));
            leaf.seen = array.dup();
        }
        return leaf.parameter;
    }
}
