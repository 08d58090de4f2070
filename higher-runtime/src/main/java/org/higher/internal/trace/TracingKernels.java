package org.higher.internal.trace;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Shapes;

/** The primitives of a {@link Tracer}. */
final class TracingKernels implements Kernels {
    private final Tracer tracer;

    TracingKernels(Tracer tracer) {
        this.tracer = tracer;
    }

    // what a program has a step for

    @Override
    public Array full(DType dtype, int[] shape, double value, BackendDevice device) {
        checkShape(shape);
        if (Shapes.size(shape) != 1) {
            checkType(dtype);
        }
        return constant(value, dtype, shape);
    }

    @Override
    public Array of(float[] values, int[] shape, BackendDevice device) {
        checkScalar("an array of values", values.length);
        return full(DType.FLOAT32, shape, values[0], device);
    }

    @Override
    public Array of(double[] values, int[] shape, BackendDevice device) {
        checkScalar("an array of values", values.length);
        return full(DType.FLOAT64, shape, values[0], device);
    }

    @Override
    public double item(Array x) {
        return tracer.item(tracer.own(x));
    }

    @Override
    public Array unary(Unary f, Array x) {
        Traced own = tracer.own(x);
        return tracer.add(new Program.Apply(f, own.step()), own.dtype(), own.shape());
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        Traced x = tracer.own(a);
        Traced y = tracer.own(b);
        return tracer.add(combined(f, x.step(), y.step()), x.dtype(), tracer.together(x, y));
    }

    /** Adding what was negated is subtracting, to the last bit. */
    private Program.Step combined(Binary f, int a, int b) {
        OptionalInt negatedB = tracer.negated(b);
        if (f == Binary.ADD && negatedB.isPresent()) {
            return new Program.Combine(Binary.SUB, a, negatedB.getAsInt());
        }
        if (f == Binary.SUB && negatedB.isPresent()) {
            return new Program.Combine(Binary.ADD, a, negatedB.getAsInt());
        }
        OptionalInt negatedA = tracer.negated(a);
        return f == Binary.ADD && negatedA.isPresent()
                ? new Program.Combine(Binary.SUB, b, negatedA.getAsInt())
                : new Program.Combine(f, a, b);
    }

    @Override
    public Array binary(Binary f, Array a, double b) {
        return binary(f, a, scalar(b, a.dtype()));
    }

    @Override
    public Array binary(Binary f, double a, Array b) {
        return binary(f, scalar(a, b.dtype()), b);
    }

    @Override
    public Array where(Array condition, Array a, Array b) {
        Traced c = tracer.own(condition);
        Traced x = tracer.own(a);
        Traced y = tracer.own(b);
        int[] shape = Shapes.broadcast(c.shape(), tracer.together(x, y));
        checkShape(shape);
        return tracer.add(new Program.Choose(c.step(), x.step(), y.step()), x.dtype(), shape);
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        Traced own = tracer.own(x);
        if (axes.length == 0) {
            return f == Reduction.NORM2 ? unary(Unary.ABS, x) : x;
        }
        if (f == Reduction.MAX || f == Reduction.MIN || axes.length != own.shape().length) {
            throw new Untraceable(f + " over axes " + Arrays.toString(axes));
        }
        int[] shape = Shapes.reduced(own.shape(), axes, keepDims);
        if (own.size() == 1 && !tracer.isElementwise(own)) {
            return reshape(f == Reduction.NORM2 ? unary(Unary.ABS, own) : own, shape);
        }
        return tracer.add(new Program.Reduce(f, own.step()), own.dtype(), shape);
    }

    // what changes the shape of a scalar alone

    @Override
    public Array cast(Array x, DType dtype) {
        Traced own = tracer.own(x);
        if (own.dtype() == dtype) {
            return x;
        }
        checkScalar("a cast", own.size());
        return tracer.add(new Program.Cast(own.step(), dtype), dtype, own.shape());
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        Traced own = tracer.own(x);
        if (Arrays.equals(own.shape(), shape)) {
            return x;
        }
        checkScalar("a reshape", own.size());
        return new Traced(tracer, own.step(), own.dtype(), shape);
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        Traced own = tracer.own(x);
        if (Arrays.equals(own.shape(), shape)) {
            return x;
        }
        checkShape(shape);
        return new Traced(tracer, own.step(), own.dtype(), shape);
    }

    // what a program cannot say

    @Override
    public float[] toFloats(Array x) {
        checkScalar("reading an array", x.size());
        return new float[] {(float) item(x)};
    }

    @Override
    public double[] toDoubles(Array x) {
        checkScalar("reading an array", x.size());
        return new double[] {item(x)};
    }

    @Override
    public Array uniform(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        throw new Untraceable("uniform");
    }

    @Override
    public Array normal(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        throw new Untraceable("normal");
    }

    /** Backends compute them in another order than the primitives of a program would. */
    @Override
    public List<Array> moments(Array x, int[] axes) {
        throw new Untraceable("moments");
    }

    @Override
    public int[] argMax(Array x, int axis) {
        throw new Untraceable("argMax");
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB) {
        throw new Untraceable("matmul");
    }

    @Override
    public Array permute(Array x, int[] axes) {
        throw new Untraceable("permute");
    }

    @Override
    public Array slice(Array x, int[] starts, int[] sizes, int[] steps) {
        throw new Untraceable("slice");
    }

    @Override
    public Array embed(Array x, int[] shape, int[] starts, int[] steps) {
        throw new Untraceable("embed");
    }

    @Override
    public Array concat(List<Array> parts, int axis) {
        throw new Untraceable("concat");
    }

    @Override
    public Array gather(Array x, int[] indices, int axis) {
        throw new Untraceable("gather");
    }

    @Override
    public Array scatterAdd(Array x, int[] indices, int axis, int extent) {
        throw new Untraceable("scatterAdd");
    }

    private Traced scalar(double value, DType as) {
        return constant(value, as);
    }

    private Traced constant(double value, DType as, int... shape) {
        double rounded = as == DType.FLOAT32 ? (float) value : value;
        return tracer.add(new Program.Constant(rounded, as), as, shape);
    }

    private void checkType(DType dtype) {
        if (dtype != tracer.dtype()) {
            throw new Untraceable("another element type, " + dtype + ",");
        }
    }

    private void checkShape(int... shape) {
        if (Shapes.size(shape) != 1 && !Arrays.equals(shape, tracer.shape())) {
            throw new Untraceable("an array of shape " + Arrays.toString(shape));
        }
    }

    private static void checkScalar(String what, int size) {
        if (size != 1) {
            throw new Untraceable(what + " with " + size + " elements");
        }
    }
}
