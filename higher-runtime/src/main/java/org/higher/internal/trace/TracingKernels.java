package org.higher.internal.trace;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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
        if (Shapes.size(shape) != 1) {
            checkType(dtype);
        }
        return constant(value, dtype, tracer.together(shape), shape);
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
        return tracer.add(new Program.Apply(f, own.step()), own.dtype(), own.places(), own.shape());
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        Traced x = tracer.own(a);
        Traced y = tracer.own(b);
        int[] shape = Shapes.broadcast(x.shape(), y.shape());
        int[] places = tracer.together(shape, x, y);
        Program.Step step = combined(f, tracer.moved(x, places), tracer.moved(y, places));
        return tracer.add(step, x.dtype(), places, shape);
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
        int[] shape = Shapes.broadcast(c.shape(), Shapes.broadcast(x.shape(), y.shape()));
        int[] places = tracer.together(shape, c, x, y);
        Program.Step choice =
                new Program.Choose(
                        tracer.moved(c, places), tracer.moved(x, places), tracer.moved(y, places));
        return tracer.add(choice, x.dtype(), places, shape);
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        Traced own = tracer.own(x);
        if (axes.length == 0 && (f == Reduction.SUM || f == Reduction.MEAN)) {
            return x;
        }
        int[] shape = Shapes.reduced(own.shape(), axes, keepDims);
        int[] kept = own.places().clone();
        for (int axis : axes) {
            kept[axis] = Places.NONE;
        }
        boolean isWhole = Places.axes(kept) == 0 && tracer.isWhole(own);
        boolean isAlone = Arrays.equals(kept, own.places());
        int[] places = keepDims ? kept : without(kept, axes);
        boolean isExtreme = f == Reduction.MAX || f == Reduction.MIN;
        if (isAlone || isExtreme && tracer.isScalar(own)) {
            return new Traced(tracer, alone(f, own), own.dtype(), places, shape);
        }
        boolean isSpread = isExtreme || !isWhole || !tracer.isScalar(own);
        int step = isSpread ? tracer.spread(own) : own.step();
        // the bits depend on the order of the array
        List<Integer> order = isSpread ? own.order() : List.of();
        return tracer.add(
                new Program.Reduce(f, step, Places.axes(places), order),
                own.dtype(),
                places,
                shape);
    }

    private static int[] without(int[] places, int... axes) {
        return IntStream.range(0, places.length)
                .filter(i -> Arrays.binarySearch(axes, i) < 0)
                .map(i -> places[i])
                .toArray();
    }

    /**
     * The step of a reduction of each element by itself.
     *
     * <p>A sum of -0 is 0; and an extreme is no mere copy, as its derivative compares elements.
     */
    private int alone(Reduction f, Traced x) {
        return switch (f) {
            case SUM, MEAN -> tracer.own(binary(Binary.ADD, x, 0)).step();
            case NORM2 -> tracer.own(unary(Unary.ABS, x)).step();
            case MAX -> tracer.own(binary(Binary.MAX, x, x)).step();
            case MIN -> tracer.own(binary(Binary.MIN, x, x)).step();
        };
    }

    // what changes shapes, or the type of a scalar

    @Override
    public Array cast(Array x, DType dtype) {
        Traced own = tracer.own(x);
        if (own.dtype() == dtype) {
            return x;
        }
        checkScalar("a cast", own.size());
        Program.Step cast = new Program.Cast(own.step(), dtype);
        return tracer.add(cast, dtype, own.places(), own.shape());
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        Traced own = tracer.own(x);
        if (Arrays.equals(own.shape(), shape)) {
            return x;
        }
        if (!Arrays.equals(withoutOnes(own.shape()), withoutOnes(shape))) {
            throw new Untraceable("a reshape to " + Arrays.toString(shape));
        }
        int[] before = Arrays.stream(own.places()).filter(p -> p != Places.NONE).toArray();
        int[] places = new int[shape.length];
        int next = 0;
        for (int axis = 0; axis < places.length; axis++) {
            places[axis] = shape[axis] == 1 ? Places.NONE : before[next++];
        }
        return new Traced(tracer, own.step(), own.dtype(), places, shape);
    }

    private static int[] withoutOnes(int... shape) {
        return Arrays.stream(shape).filter(extent -> extent != 1).toArray();
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        Traced own = tracer.own(x);
        if (Arrays.equals(own.shape(), shape)) {
            return x;
        }
        int[] places = tracer.together(shape, own);
        return new Traced(tracer, own.step(), own.dtype(), places, shape);
    }

    @Override
    public Array permute(Array x, int[] axes) {
        Traced own = tracer.own(x);
        int[] places = IntStream.of(axes).map(axis -> own.places()[axis]).toArray();
        int[] shape = IntStream.of(axes).map(axis -> own.shape()[axis]).toArray();
        return new Traced(tracer, own.step(), own.dtype(), places, shape);
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
        return constant(value, as, new int[0]);
    }

    private Traced constant(double value, DType as, int[] places, int... shape) {
        double rounded = as == DType.FLOAT32 ? (float) value : value;
        return tracer.add(new Program.Constant(rounded, as), as, places, shape);
    }

    private void checkType(DType dtype) {
        if (dtype != tracer.dtype()) {
            throw new Untraceable("another element type, " + dtype + ",");
        }
    }

    private static void checkScalar(String what, int size) {
        if (size != 1) {
            throw new Untraceable(what + " with " + size + " elements");
        }
    }
}
