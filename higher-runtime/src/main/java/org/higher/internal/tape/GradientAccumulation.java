package org.higher.internal.tape;

import java.util.Objects;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.Kernels.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Gradient accumulation: the sum of a gradient that arrives in parts, one for each use of a value.
 *
 * <p>From the third part on at the latest, each is added in place. Where the sum is to be
 * differentiated again, one node leads to all parts, however many there are. Scalars are added in
 * double: a hyperparameter has a part from every step, and those may cancel.
 */
final class GradientAccumulation {
    private static final Rule.OfGradient UNCHANGED = g -> g;

    private final ArrayPool recycling;
    private final boolean recording;
    private Value first;

    /** Null as long as there is one part. */
    private @Nullable Array sum;

    /** The sum of scalars, for each task; null for others, and as long as there is one part. */
    private double @Nullable [] ofScalars;

    private Node.@Nullable Edge parts;

    GradientAccumulation(Value first, ArrayPool recycling, boolean recording) {
        this.first = first;
        this.recycling = recycling;
        this.recording = recording;
        if (!recording) {
            recycling.hold(first.data());
        }
    }

    /** The sum of two gradients of one leaf, as a new leaf. */
    static Value sum(Value a, Value b) {
        Array sum = a.kernels().binary(Binary.ADD, a.data(), b.data());
        return new Value(sum, null, a.tasks(), a.isNumber() && b.isNumber());
    }

    void add(Value part) {
        if (first.hasTangents() || part.hasTangents()) {
            addWithTangents(part);
            return;
        }
        if (sum == null && ofScalars == null) {
            record(first);
        }
        record(part);
        if (first.size() == 1 && first.dtype() == DType.FLOAT32) {
            addScalar(part);
        } else if (recording) {
            addToOwn(part);
        } else {
            addToAny(part.data());
        }
    }

    private void addWithTangents(Value part) {
        first = Duals.add(total(), part);
        sum = null;
        ofScalars = null;
        parts = null;
        if (!recording) {
            recycling.hold(first.data());
        }
    }

    private void addScalar(Value part) {
        double[] more = part.kernels().toDoubles(part.data());
        double[] now = ofScalars;
        if (now == null) {
            now = first.kernels().toDoubles(first.data());
            ofScalars = now;
        }
        for (int i = 0; i < now.length; i++) {
            now[i] += more[more.length == 1 ? 0 : i];
        }
    }

    /** What is recorded, others may look at; the sum of it is nobody's but ours. */
    private void addToOwn(Value part) {
        if (sum == null) {
            sum = first.kernels().binary(Binary.ADD, first.data(), part.data());
            recycling.hold(sum);
        } else {
            sum = recycling.accumulate(sum, part.data());
        }
    }

    private void addToAny(Array part) {
        Array before = sum == null ? first.data() : sum;
        sum = recycling.accumulate(before, part);
        if (sum != before) {
            recycling.hold(sum);
            recycling.release(before);
        }
        discard(part);
    }

    /** What a rule has returned is nobody's, unless it was passed on. */
    private void discard(Array part) {
        recycling.hold(part);
        recycling.release(part);
    }

    private void record(Value part) {
        if (recording && part.node() != null) {
            parts = new Node.Edge(part.node(), UNCHANGED, parts);
        }
    }

    /** The sum; nothing may be added any more. */
    Value total() {
        double[] scalars = ofScalars;
        if (sum == null && scalars == null) {
            return first;
        }
        Array total = scalars == null ? Objects.requireNonNull(sum) : rounded(scalars);
        Node node =
                parts == null ? null : new OpNode("add", first.shape(), first.taskCount(), parts);
        return new Value(total, node, first.tasks(), false);
    }

    private Array rounded(double[] scalars) {
        Array like = first.data();
        Array exact = first.kernels().of(scalars, like.shape(), like.device());
        return first.kernels().cast(exact, like.dtype());
    }

    /** Nobody looks at it any more. */
    void drop() {
        if (!recording) {
            recycling.release(sum == null ? first.data() : sum);
        }
    }
}
