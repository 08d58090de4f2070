package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.MUL;
import static org.higher.internal.backend.Kernels.Unary.RELU;
import static org.higher.internal.ops.ArithmeticOps.add;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.sub;
import static org.higher.internal.ops.FunctionOps.reluVjp;
import static org.higher.internal.ops.ShapeOps.broadcast;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.nn.NormOps.affine;
import static org.higher.internal.ops.nn.NormOps.scale;
import static org.higher.internal.ops.nn.NormOps.sumOfProducts;
import static org.higher.internal.tape.JointOp.jointOp;
import static org.higher.internal.tape.Op.op;

import java.util.List;
import java.util.Objects;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.ops.SelectionOps;
import org.higher.internal.ops.TaskOps;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization, ReLU and max pooling of images, [n, channels, rows, columns], as one
 * operation.
 *
 * <p>What is between them has no place in memory. Kept are the standardized images y, where the
 * maxima are, and the maxima. The gradient of the images before pooling is 0 elsewhere: its sums,
 * and those of its products with y, are sums over the maxima, and it is spread over the images only
 * where the gradient of the convolution's result is written. So these rules are those of {@link
 * NormOps} with sparse gradients; the derivative of each is in operations, to any order.
 */
public final class PooledNormOps {
    /** All but that of the channels. */
    private static final int[] AXES = {0, 2, 3};

    private PooledNormOps() {}

    /**
     * The maxima of max(a y + c, 0), of the standardized y.
     *
     * @param a one for each channel
     * @param c one for each channel
     */
    public static Value batchNormReluMaxPool2d(
            Value a, Value x, Value c, double eps, Window window) {
        String name = "batchNormReluMaxPool2d";
        ConvOps.checkPooling(name, x, window);
        checkNumbers(name, "scale", a, x);
        checkNumbers(name, "shift", c, x);
        Checks.nonEmpty(name, x, AXES);
        int tasks = TaskAxis.common(name, List.of(a, x, c));
        Value images = tasked(x, tasks);
        Value scale = reshape(tasked(a, tasks), 1, -1, 1, 1);
        Value shift = reshape(tasked(c, tasks), 1, -1, 1, 1);
        Moments moments = Moments.of(images, eps, AXES);
        Value y = moments.standardize(images, AXES);
        Kernels kernels = images.kernels();
        int[] positions = kernels.maximaOfRelu(scale.data(), y.data(), shift.data(), window);
        int[] pooled = window.over(images.shape());
        Array picked = kernels.pick(y.data(), positions, TaskAxis.shape(tasks, pooled.clone()));
        Array value = kernels.unary(RELU, kernels.affine(scale.data(), picked, shift.data()));
        TaskAxis axis = TaskAxis.of(tasks, value);
        Value maxima = new Value(value, null, axis, false);
        Value place = images.withoutElements();
        Block rule = new Block(scale, place, y, moments, maxima, positions);
        return jointOp(name, rule)
                .wrt(scale, 0)
                .wrt(images, y, 1)
                .wrt(shift, 2)
                .value(value, 0, axis, false)
                .record()
                .get(0);
    }

    /**
     * The rule of the operation.
     *
     * @param a the scale
     * @param place the images without their elements
     * @param maxima the value, as a constant
     */
    private record Block(
            Value a, Value place, Value y, Moments moments, Value maxima, int[] positions)
            implements JointOpRule {
        @Override
        public int values() {
            return 1;
        }

        @Override
        public int arguments() {
            return 3;
        }

        @Override
        public boolean isDerivative() {
            return true;
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            Value g = reluVjp(tasked(given(gradients[0]), y.taskCount()), maxima);
            Sums sums = new Sums(picked(), AXES);
            @Nullable Value[] results = new Value[3];
            if (wanted[0]) {
                results[0] = sums.ofProducts(g);
            }
            if (wanted[1]) {
                Value r = mul(a, moments.inverseDeviation(place, y, AXES));
                results[1] = standardizeVjpOfPlaced(g, positions, y, r, sums);
            }
            if (wanted[2]) {
                results[2] = sums.of(g);
            }
            return results;
        }

        /** The second tangent is that of y. */
        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
            Value ofScale = tangents[0];
            Value ofY = tangents[1];
            Value ofShift = tangents[2];
            Value sum = null;
            if (ofY != null) {
                Value moved = pick(ofY, positions, maxima.shape());
                sum =
                        ofScale == null
                                ? NormOps.scale(a, moved)
                                : affine(a, moved, ofScale, picked());
            } else if (ofScale != null) {
                sum = NormOps.scale(ofScale, picked());
            }
            if (ofShift != null) {
                sum = sum == null ? broadcast(ofShift, maxima.shape()) : add(sum, ofShift);
            }
            return new Value[] {reluVjp(given(sum), maxima)};
        }

        private Value picked() {
            return pick(y, positions, maxima.shape());
        }
    }

    /**
     * {@link NormOps#standardizeVjp(Value, Value, Value, int...)} of a gradient that is g at its
     * positions and 0 elsewhere.
     *
     * @param positions in the array of y, which has a task axis if one of the others has
     */
    public static Value standardizeVjpOfPlaced(Value g, int[] positions, Value y, Value r) {
        int tasks = TaskAxis.common("standardizeVjpOfPlaced", List.of(g, y, r));
        Value gradient = tasked(g, tasks);
        Value normal = tasked(y, tasks);
        Sums sums = new Sums(pick(normal, positions, gradient.shape()), AXES);
        return standardizeVjpOfPlaced(gradient, positions, normal, tasked(r, tasks), sums);
    }

    private static Value standardizeVjpOfPlaced(
            Value g, int[] positions, Value y, Value r, Sums sums) {
        int tasks = y.taskCount();
        Kernels kernels = g.kernels();
        Array scaled = kernels.binary(DIV, r.data(), -NormOps.count(y, AXES));
        Array value =
                kernels.affineOfPlaced(
                        r.data(),
                        g.data(),
                        positions,
                        kernels.binary(MUL, scaled, sums.productsOf(g, tasks)),
                        y.data(),
                        kernels.binary(MUL, scaled, sums.sumOf(g, tasks)));
        return jointOp("standardizeVjpOfPlaced", new BlockVjp(g, positions, y, r))
                .wrt(g, 0)
                .wrt(y, 1)
                .wrt(r, 2)
                .reads(g)
                .reads(y)
                .reads(r)
                .value(value, 0, TaskAxis.of(tasks, value), false)
                .record()
                .get(0);
    }

    /** The rule of {@link #standardizeVjpOfPlaced(Value, int[], Value, Value)}. */
    private record BlockVjp(Value g, int[] positions, Value y, Value r) implements JointOpRule {
        @Override
        public int values() {
            return 1;
        }

        @Override
        public int arguments() {
            return 3;
        }

        @Override
        public boolean isDerivative() {
            return true;
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            Value h = tasked(given(gradients[0]), y.taskCount());
            Value part = div(r, -NormOps.count(y, AXES));
            Sums ofImages = new Sums(y, AXES);
            Value withY = ofImages.ofProducts(h);
            Value moved = pick(h, positions, g.shape());
            Value picked = pick(y, positions, g.shape());
            @Nullable Value[] results = new Value[3];
            if (wanted[0]) {
                Value of = affine(r, moved, mul(part, withY), picked);
                results[0] = add(of, mul(part, ofImages.of(h)));
            }
            if (wanted[1]) {
                Value ofG = mul(part, sumOfProducts(g, picked, AXES));
                results[1] =
                        affineOfPlaced(mul(part, withY), g, positions, ofG, h, ofG.fullLike(0));
            }
            if (wanted[2]) {
                Value sums = mul(ofImages.of(h), ReductionOps.sum(g, true, AXES));
                Value products = mul(withY, sumOfProducts(g, picked, AXES));
                results[2] =
                        sub(
                                sumOfProducts(g, moved, AXES),
                                div(add(sums, products), NormOps.count(y, AXES)));
            }
            return results;
        }

        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
            Value ofG = tangents[0];
            Value ofY = tangents[1];
            Value ofR = tangents[2];
            Value part = div(r, -NormOps.count(y, AXES));
            Value picked = pick(y, positions, g.shape());
            Value products = sumOfProducts(g, picked, AXES);
            Value places = ofG == null ? null : scale(r, ofG);
            Value factor = ofG == null ? null : mul(part, sumOfProducts(ofG, picked, AXES));
            Value shift = ofG == null ? null : mul(part, ReductionOps.sum(ofG, true, AXES));
            if (ofY != null) {
                Value moved = pick(ofY, positions, g.shape());
                factor = sum(factor, mul(part, sumOfProducts(g, moved, AXES)));
            }
            if (ofR != null) {
                Value change = div(ofR, -NormOps.count(y, AXES));
                places = sum(places, scale(ofR, g));
                factor = sum(factor, mul(change, products));
                shift = sum(shift, mul(change, ReductionOps.sum(g, true, AXES)));
            }
            Value one = part.fullLike(1);
            Value ofFactor = given(factor);
            Value tangent =
                    places == null
                            ? scale(ofFactor, y)
                            : affineOfPlaced(one, places, positions, ofFactor, y, given(shift));
            if (ofY != null) {
                tangent = affine(one, tangent, mul(part, products), ofY);
            }
            return new Value[] {tangent};
        }

        private static Value sum(@Nullable Value before, Value more) {
            return before == null ? more : add(before, more);
        }
    }

    /**
     * a p + b y + c, where p is x at its positions and 0 elsewhere.
     *
     * @param a one for each channel, of shape [1, channels, 1, 1], as b and c
     * @param positions in the array of y, which has a task axis if one of the others has
     */
    public static Value affineOfPlaced(
            Value a, Value x, int[] positions, Value b, Value y, Value c) {
        int tasks = TaskAxis.common("affineOfPlaced", List.of(a, x, b, y, c));
        int[] images = y.shape();
        int[] pooled = x.shape();
        Array value =
                y.kernels()
                        .affineOfPlaced(
                                TaskAxis.aligned(a, tasks),
                                TaskAxis.repeated(x, tasks),
                                positions,
                                TaskAxis.aligned(b, tasks),
                                TaskAxis.repeated(y, tasks),
                                TaskAxis.aligned(c, tasks));
        return op("affineOfPlaced", value)
                .wrt(a, g -> sumOfProducts(pick(tasked(g, tasks), positions, pooled), x, AXES))
                .jvp(t -> place(tasked(scale(t, x), tasks), positions, images))
                .wrt(x, g -> scale(a, pick(tasked(g, tasks), positions, pooled)))
                .jvp(t -> place(tasked(scale(a, t), tasks), positions, images))
                .wrt(b, g -> sumOfProducts(g, y, AXES))
                .jvp(t -> scale(t, y))
                .wrt(y, g -> scale(b, g))
                .jvp(t -> scale(b, t))
                .wrt(c, g -> g)
                .jvp(t -> t)
                .record();
    }

    // parts

    private static Value pick(Value images, int[] positions, int... pooled) {
        return SelectionOps.pick(images, positions, images.taskCount(), pooled);
    }

    private static Value place(Value pooled, int[] positions, int... images) {
        return SelectionOps.place(pooled, positions, pooled.taskCount(), images);
    }

    /** What tasks share, for each of them. */
    private static Value tasked(Value x, int tasks) {
        return tasks == 0 || x.tasks() != null ? x : TaskOps.forTasks(x, tasks);
    }

    private static Value given(@Nullable Value value) {
        return Objects.requireNonNull(value);
    }

    private static void checkNumbers(String op, String what, Value numbers, Value images) {
        Checks.together(op, images, numbers);
        if (numbers.rank() != 1 || numbers.size() != images.shape()[1]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: a %s of %s for images %s; give one for each channel",
                            op, what, numbers.shape(), images.shape()));
        }
    }
}
