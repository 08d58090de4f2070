package org.higher.internal.backend;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Window;

/**
 * The kernels of a backend: what tensors compute with.
 *
 * <p>The abstract methods are primitives, which every backend implements. The default methods,
 * among them 2-D convolution, pooling and the statistics of normalization, are compositions of
 * primitives; a backend overrides those that it can do faster, with results that are the same up to
 * rounding. A new operation on tensors is a composition as a rule, or one more constant of {@link
 * Unary} or {@link Binary}.
 *
 * <p>Arguments are never written, and any number of threads may call at once. Shapes are checked by
 * the caller, except where a method says what it throws. All arguments of a method have the same
 * element type and device, or it throws an {@link IllegalArgumentException} that names both.
 * Broadcasting is NumPy's: shapes are aligned at the last axis, an extent of 1 is repeated.
 */
public interface Kernels {
    /** A scalar function of one element. */
    enum Unary {
        NEG,
        ABS,
        /** -1, 0 or 1; NaN for NaN. */
        SIGN,
        EXP,
        LOG,
        SQRT,
        SIN,
        COS,
        TANH,
        /** 1 / (1 + e^-x), without overflow. */
        SIGMOID,
        /** max(x, 0); NaN for NaN. */
        RELU,
        /** log(1 + e^x), without overflow. */
        SOFTPLUS,
        /** The error function, 2 / sqrt(π) times the integral of e^-t² from 0 to x. */
        ERF,
        SQUARE,
        RECIPROCAL
    }

    /** A scalar function of two elements. */
    enum Binary {
        ADD,
        SUB,
        MUL,
        DIV,
        /** As {@link Math#pow}; so 1 to the power of NaN or of infinity is NaN. */
        POW,
        /** NaN where either is NaN. */
        MAX,
        /** NaN where either is NaN. */
        MIN,
        /** 1 or 0. */
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE,
        /** a (1 - b²): the gradient a of a {@link Unary#TANH} whose value is b, passed on. */
        TANH_VJP,
        /** a b (1 - b): the gradient a of a {@link Unary#SIGMOID} whose value is b, passed on. */
        SIGMOID_VJP,
        /** 0 where b is 0 or negative, else a: the gradient of a {@link Unary#RELU}, passed on. */
        RELU_VJP
    }

    /** A function of the elements along some axes. */
    enum Reduction {
        /** 0 over no elements. Accumulated in double or pairwise. */
        SUM,
        /** The sum over the number of elements, rounded once; NaN over no elements. */
        MEAN,
        /** The root of the sum of squares, none of which over- or underflows; NaN if any is NaN. */
        NORM2,
        /** Negative infinity over no elements; NaN if any is NaN. */
        MAX,
        /** Positive infinity over no elements; NaN if any is NaN. */
        MIN
    }

    // contents in and out

    /** An array with every element the same. */
    Array full(DType dtype, int[] shape, double value, BackendDevice device);

    /** A copy of row-major values. */
    Array of(float[] values, int[] shape, BackendDevice device);

    /** A copy of row-major values. */
    Array of(double[] values, int[] shape, BackendDevice device);

    /** A row-major copy of the contents, rounded to float where they are double. */
    float[] toFloats(Array x);

    /** A row-major copy of the contents. */
    double[] toDoubles(Array x);

    /** The one element of an array of size 1. */
    double item(Array x);

    /** Independent draws: uniform on [0, 1), in row-major order of the generator. */
    Array uniform(DType dtype, int[] shape, RandomGenerator random, BackendDevice device);

    /** Independent draws: standard normal, in row-major order of the generator. */
    Array normal(DType dtype, int[] shape, RandomGenerator random, BackendDevice device);

    // elementwise

    Array unary(Unary f, Array x);

    /** With broadcasting. */
    Array binary(Binary f, Array a, Array b);

    Array binary(Binary f, Array a, double b);

    Array binary(Binary f, double a, Array b);

    /** {@code a} where {@code condition} is not 0, else {@code b}; the three broadcast together. */
    Array where(Array condition, Array a, Array b);

    Array cast(Array x, DType dtype);

    /**
     * Runs a program, in one pass over memory where the backend can.
     *
     * @param inputs with as many elements as their axes have together, whatever their shapes
     */
    default List<Array> run(Program program, List<Array> inputs) {
        return program.run(this, inputs, inputs.get(0).device());
    }

    // reductions

    /**
     * Reduces along the given axes, which keep an extent of 1 if {@code keepDims}.
     *
     * @param axes distinct, each in [0, rank), ascending; empty means none: the function of each
     *     element
     */
    Array reduce(Reduction f, Array x, int[] axes, boolean keepDims);

    /**
     * Positions of the first maximum along an axis, row-major over the other axes.
     *
     * <p>NaN counts as the largest.
     *
     * @throws IllegalArgumentException if the axis has no elements
     */
    int[] argMax(Array x, int axis);

    // products

    /**
     * The matrix product over the last two axes: [..., m, k] x [..., k, n] is [..., m, n].
     *
     * <p>Both have a rank of at least 2; the leading axes broadcast. Extents may be 0.
     *
     * @param transposeA whether {@code a} is given as [..., k, m]
     * @param transposeB whether {@code b} is given as [..., n, k]
     */
    Array matmul(Array a, Array b, boolean transposeA, boolean transposeB);

    /** As {@link #matmul(Array, Array, boolean, boolean)}, plus an array; broadcast together. */
    default Array matmul(Array a, Array b, boolean transposeA, boolean transposeB, Array plus) {
        return binary(Binary.ADD, matmul(a, b, transposeA, transposeB), plus);
    }

    // shape

    /** The same elements in row-major order under another shape of the same size; may be a view. */
    Array reshape(Array x, int[] shape);

    /** Axis {@code i} of the result is axis {@code axes[i]} of the argument. */
    Array permute(Array x, int[] axes);

    /** Repeats along extents of 1, and adds axes in front, to reach the shape. */
    Array broadcast(Array x, int[] shape);

    /**
     * Elements {@code starts[i] + k * steps[i]}, for k in [0, {@code sizes[i]}), of every axis.
     *
     * <p>Steps may be negative, but not 0.
     */
    Array slice(Array x, int[] starts, int[] sizes, int[] steps);

    /** The reverse of {@link #slice}: zeros of the given shape with {@code x} put in its places. */
    Array embed(Array x, int[] shape, int[] starts, int[] steps);

    /** Joins along an axis; the other extents agree. */
    Array concat(List<Array> parts, int axis);

    /**
     * Picks positions along an axis: extent {@code axis} becomes {@code indices.length}.
     *
     * @throws IndexOutOfBoundsException naming the index and the extent
     */
    Array gather(Array x, int[] indices, int axis);

    /**
     * The reverse of {@link #gather}: zeros, of extent {@code extent} along the axis, to which
     * position k of {@code x} is added at {@code indices[k]}; repeated indices add up.
     *
     * @throws IndexOutOfBoundsException naming the index and the extent
     */
    Array scatterAdd(Array x, int[] indices, int axis, int extent);

    // convolution and pooling

    /**
     * 2-D convolution as networks have it, a cross-correlation: the sums of products of filters
     * with the images under them.
     *
     * <p>Each may have one more axis in front, that of tasks; what lacks it is shared by them.
     *
     * @param x images, [n, channels, rows, columns]
     * @param w filters, [outputs, channels / groups, rows, columns]
     * @param window of the extents of the filters
     * @param groups how many parts the channels fall into, each with outputs of its own
     * @return [n, outputs, rows, columns]
     */
    default Array conv(Array x, Array w, Window window, int groups) {
        return new DefaultConvolutions(this, window, groups).conv(x, w);
    }

    /** As {@link #conv(Array, Array, Window, int)}, plus a number for each output. */
    default Array conv(Array x, Array w, Window window, int groups, Array bias) {
        int[] shape = bias.shape();
        int rank = shape.length;
        int[] rows = Arrays.copyOf(shape, rank + 2);
        rows[rank] = 1;
        rows[rank + 1] = 1;
        if (rank == 2) {
            rows = new int[] {shape[0], 1, shape[1], 1, 1};
        }
        return binary(Binary.ADD, conv(x, w, window, groups), reshape(bias, rows));
    }

    /**
     * The gradient of {@link #conv(Array, Array, Window, int)} with respect to the images, which is
     * a transposed convolution.
     *
     * @param g the gradient of the result
     * @param rows of the images
     * @param columns of the images
     */
    default Array convInput(Array g, Array w, Window window, int groups, int rows, int columns) {
        return new DefaultConvolutions(this, window, groups).convInput(g, w, rows, columns);
    }

    /**
     * The gradient of {@link #conv(Array, Array, Window, int)} with respect to the filters.
     *
     * @param g the gradient of the result
     */
    default Array convWeight(Array x, Array g, Window window, int groups) {
        return new DefaultConvolutions(this, window, groups).convWeight(x, g);
    }

    /**
     * Row-major positions, in the array, of the first maximum under a window at each of its places
     * over the last two axes.
     *
     * <p>NaN counts as the largest. The padding has no elements, and must be less than the window
     * spans, so that there is an element in every place.
     */
    default int[] maxima(Array x, Window window) {
        return DefaultConvolutions.maxima(toDoubles(x), window, x.shape());
    }

    /**
     * The elements at row-major positions.
     *
     * @param shape of the result
     */
    default Array pick(Array x, int[] positions, int[] shape) {
        return reshape(gather(reshape(x, new int[] {x.size()}), positions, 0), shape);
    }

    /**
     * The reverse of {@link #pick}: zeros to which each element is added at its position.
     *
     * @param shape of the result
     */
    default Array place(Array x, int[] positions, int[] shape) {
        Array flat = reshape(x, new int[] {x.size()});
        return reshape(scatterAdd(flat, positions, 0, Shapes.size(shape)), shape);
    }

    /**
     * As {@link #maxima}, of max(a x + c, 0), where a and c are broadcast to x: the positions of
     * the first maxima of a rectified affine map.
     */
    default int[] maximaOfRelu(Array a, Array x, Array c, Window window) {
        return maxima(unary(Unary.RELU, affine(a, x, c)), window);
    }

    /**
     * a p + b y + c, where p is x at its positions and 0 elsewhere, see {@link #place}, y is of the
     * shape of p, and the others are broadcast to it.
     *
     * @param positions that {@link #maxima} gave for an array of the shape of y
     */
    default Array affineOfPlaced(Array a, Array x, int[] positions, Array b, Array y, Array c) {
        return affine(a, place(x, positions, y.shape()), b, y, c);
    }

    // normalization

    /** The sums of products along axes, which keep an extent of 1; the shapes are equal. */
    default Array sumOfProducts(Array x, Array y, int[] axes) {
        return reduce(Reduction.SUM, binary(Binary.MUL, x, y), axes, true);
    }

    /**
     * Mean and variance along axes, which keep an extent of 1: the mean, what it lacks since it was
     * rounded, and the mean of the squared differences from both.
     *
     * <p>In two passes, so that large elements that differ little keep their digits.
     */
    default List<Array> moments(Array x, int[] axes) {
        Array mean = reduce(Reduction.MEAN, x, axes, true);
        Array difference = binary(Binary.SUB, x, mean);
        Array rest = reduce(Reduction.MEAN, difference, axes, true);
        Array centered = binary(Binary.SUB, difference, rest);
        Array variance = reduce(Reduction.MEAN, unary(Unary.SQUARE, centered), axes, true);
        return List.of(mean, rest, variance);
    }

    /** ((x - mean) - rest) a, in this order, where the others are broadcast to x. */
    default Array centered(Array x, Array mean, Array rest, Array a) {
        Array difference = binary(Binary.SUB, binary(Binary.SUB, x, mean), rest);
        return binary(Binary.MUL, difference, a);
    }

    /** a x + c, where a and c are broadcast to x. */
    default Array affine(Array a, Array x, Array c) {
        return binary(Binary.ADD, binary(Binary.MUL, a, x), c);
    }

    /** a x + b y + c, where x and y are of one shape, and the others are broadcast to it. */
    default Array affine(Array a, Array x, Array b, Array y, Array c) {
        return binary(Binary.ADD, affine(a, x, c), binary(Binary.MUL, b, y));
    }
}
