package org.higher.internal.nd4j;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.RandomValues;
import org.higher.internal.backend.Shapes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The primitives through ND4J's executioner.
 *
 * <p>Checks the arguments, settles what has no elements (ND4J's own rules for empty arrays vary
 * from operation to operation) and leaves the rest to {@link Ops}.
 */
final class Nd4jKernels implements Kernels {
    private final Nd4jBackend backend;

    Nd4jKernels(Nd4jBackend backend) {
        this.backend = backend;
    }

    @Override
    public Array full(DType dtype, int[] shape, double value, BackendDevice device) {
        return compute(device, dtype, shape, () -> Ops.full(dtype, shape, value));
    }

    @Override
    public Array of(float[] values, int[] shape, BackendDevice device) {
        checkFills(values.length, shape);
        return compute(
                device,
                DType.FLOAT32,
                shape,
                () -> Nd4j.create(values, Ops.longs(shape), DataType.FLOAT));
    }

    @Override
    public Array of(double[] values, int[] shape, BackendDevice device) {
        checkFills(values.length, shape);
        return compute(
                device,
                DType.FLOAT64,
                shape,
                () -> Nd4j.create(values, Ops.longs(shape), DataType.DOUBLE));
    }

    @Override
    public float[] toFloats(Array x) {
        Nd4jArray own = own("toFloats", x);
        return own.size() == 0
                ? new float[0]
                : on(own.device(), () -> own.values().data().asFloat());
    }

    @Override
    public double[] toDoubles(Array x) {
        Nd4jArray own = own("toDoubles", x);
        return own.size() == 0
                ? new double[0]
                : on(own.device(), () -> own.values().data().asDouble());
    }

    @Override
    public double item(Array x) {
        Nd4jArray own = own("item", x);
        if (own.size() != 1) {
            throw Mismatches.notOneElement(own);
        }
        return on(own.device(), () -> own.values().data().getDouble(0));
    }

    @Override
    public Array uniform(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        int size = Shapes.size(shape);
        return dtype == DType.FLOAT32
                ? of(RandomValues.uniform(new float[size], random), shape, device)
                : of(RandomValues.uniform(new double[size], random), shape, device);
    }

    @Override
    public Array normal(DType dtype, int[] shape, RandomGenerator random, BackendDevice device) {
        int size = Shapes.size(shape);
        return dtype == DType.FLOAT32
                ? of(RandomValues.normal(new float[size], random), shape, device)
                : of(RandomValues.normal(new double[size], random), shape, device);
    }

    @Override
    public Array unary(Unary f, Array x) {
        Nd4jArray own = own(f, x);
        return compute(own, own.shape(), () -> Elementwise.unary(f, own.values()));
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        Nd4jArray x = own(f, a);
        Nd4jArray y = like(f, x, b);
        int[] shape = Shapes.broadcast(x.shape(), y.shape());
        return compute(x, shape, () -> Elementwise.binary(f, x.values(), y.values()));
    }

    @Override
    public Array binary(Binary f, Array a, double b) {
        return binary(f, a, full(a.dtype(), new int[0], b, a.device()));
    }

    @Override
    public Array binary(Binary f, double a, Array b) {
        return binary(f, full(b.dtype(), new int[0], a, b.device()), b);
    }

    @Override
    public Array where(Array condition, Array a, Array b) {
        Nd4jArray c = own("where", condition);
        Nd4jArray x = like("where", c, a);
        Nd4jArray y = like("where", c, b);
        int[] shape = Shapes.broadcast(c.shape(), Shapes.broadcast(x.shape(), y.shape()));
        return compute(
                c, shape, () -> Elementwise.where(c.values(), x.values(), y.values(), shape));
    }

    @Override
    public Array cast(Array x, DType dtype) {
        Nd4jArray own = own("cast", x);
        if (own.dtype() == dtype) {
            return own;
        }
        return compute(
                own.device(), dtype, own.shape(), () -> own.values().castTo(Ops.type(dtype)));
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        Nd4jArray own = own(f, x);
        if (axes.length == 0) {
            return f == Reduction.NORM2 ? unary(Unary.ABS, own) : own;
        }
        int[] shape = Shapes.reduced(own.shape(), axes, keepDims);
        if (own.size() == 0) {
            double nothing =
                    switch (f) {
                        case SUM, NORM2 -> 0;
                        case MEAN -> Double.NaN;
                        case MAX -> Double.NEGATIVE_INFINITY;
                        case MIN -> Double.POSITIVE_INFINITY;
                    };
            return full(own.dtype(), shape, nothing, own.device());
        }
        return compute(own, shape, () -> Reductions.reduce(f, own.values(), axes, shape));
    }

    @Override
    public int[] argMax(Array x, int axis) {
        Nd4jArray own = own("argMax", x);
        if (own.shape()[axis] == 0) {
            throw Mismatches.noMaximum(own, axis);
        }
        if (own.size() == 0) {
            return new int[0];
        }
        return on(own.device(), () -> Reductions.argMax(own.values(), axis));
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB) {
        Nd4jArray x = own("matmul", a);
        Nd4jArray y = like("matmul", x, b);
        int rankX = x.shape().length;
        int rankY = y.shape().length;
        int[] batchX = Arrays.copyOf(x.shape(), rankX - 2);
        int[] batchY = Arrays.copyOf(y.shape(), rankY - 2);
        int[] batch = Shapes.broadcast(batchX, batchY);
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = x.shape()[rankX - (transposeA ? 1 : 2)];
        shape[batch.length + 1] = y.shape()[rankY - (transposeB ? 2 : 1)];
        if (x.size() == 0 || y.size() == 0) {
            return full(x.dtype(), shape, 0, x.device());
        }
        int[] fullX = withBatch(batch, x.shape());
        int[] fullY = withBatch(batch, y.shape());
        return compute(
                x,
                shape,
                () ->
                        Ops.matmul(
                                Ops.broadcast(x.values(), fullX),
                                Ops.broadcast(y.values(), fullY),
                                transposeA,
                                transposeB,
                                shape));
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        Nd4jArray own = own("reshape", x);
        checkFills(own.size(), shape);
        return compute(own, shape, () -> own.values().reshape('c', Ops.longs(shape)));
    }

    @Override
    public Array permute(Array x, int[] axes) {
        Nd4jArray own = own("permute", x);
        int[] shape = Arrays.stream(axes).map(axis -> own.shape()[axis]).toArray();
        return compute(own, shape, () -> Movement.permute(own.values(), axes));
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        Nd4jArray own = own("broadcast", x);
        return compute(own, shape, () -> Ops.broadcast(own.values(), shape));
    }

    @Override
    public Array slice(Array x, int[] starts, int[] sizes, int[] steps) {
        Nd4jArray own = own("slice", x);
        return compute(own, sizes, () -> Movement.slice(own.values(), starts, sizes, steps));
    }

    @Override
    public Array embed(Array x, int[] shape, int[] starts, int[] steps) {
        Nd4jArray own = own("embed", x);
        if (own.size() == 0) {
            return full(own.dtype(), shape, 0, own.device());
        }
        return compute(own, shape, () -> Movement.embed(own.values(), shape, starts, steps));
    }

    @Override
    public Array concat(List<Array> parts, int axis) {
        if (parts.isEmpty()) {
            throw Mismatches.nothingToJoin();
        }
        Nd4jArray first = own("concat", parts.get(0));
        int[] shape = first.shape().clone();
        shape[axis] = parts.stream().mapToInt(part -> part.shape()[axis]).sum();
        List<INDArray> filled =
                parts.stream()
                        .map(part -> like("concat", first, part))
                        .filter(part -> part.size() > 0)
                        .map(Nd4jArray::values)
                        .toList();
        return compute(first, shape, () -> Movement.concat(filled, axis, shape));
    }

    @Override
    public Array gather(Array x, int[] indices, int axis) {
        Nd4jArray own = own("gather", x);
        Shapes.checkIndices("gather", indices, own.shape()[axis]);
        int[] shape = own.shape().clone();
        shape[axis] = indices.length;
        return compute(own, shape, () -> Movement.gather(own.values(), indices, axis, shape));
    }

    @Override
    public Array scatterAdd(Array x, int[] indices, int axis, int extent) {
        Nd4jArray own = own("scatterAdd", x);
        Shapes.checkIndices("scatterAdd", indices, extent);
        int[] shape = own.shape().clone();
        shape[axis] = extent;
        if (own.size() == 0) {
            return full(own.dtype(), shape, 0, own.device());
        }
        return compute(own, shape, () -> Movement.scatterAdd(own.values(), indices, axis, extent));
    }

    private static int[] withBatch(int[] batch, int[] shape) {
        int[] full = Arrays.copyOf(batch, batch.length + 2);
        full[batch.length] = shape[shape.length - 2];
        full[batch.length + 1] = shape[shape.length - 1];
        return full;
    }

    private static void checkFills(int size, int[] shape) {
        if (Shapes.size(shape) != size) {
            throw Mismatches.size(size, shape);
        }
    }

    private static Array compute(Nd4jArray like, int[] shape, Supplier<INDArray> values) {
        return compute(like.device(), like.dtype(), shape, values);
    }

    private static Array compute(
            BackendDevice device, DType dtype, int[] shape, Supplier<INDArray> values) {
        if (Shapes.size(shape) == 0) {
            return new Nd4jArray(
                    device, on(device, () -> Nd4j.create(Ops.type(dtype), Ops.longs(shape))));
        }
        return new Nd4jArray(device, on(device, values));
    }

    /** Runs on a device, with results that outlive any workspace that the caller has open. */
    static <T> T on(BackendDevice device, Supplier<T> body) {
        return on(device.ordinal(), body);
    }

    /** As {@link #on(BackendDevice, Supplier)}, on the device of a number. */
    static <T> T on(int ordinal, Supplier<T> body) {
        if (Nd4j.getAffinityManager().getDeviceForCurrentThread() != ordinal) {
            Nd4j.getAffinityManager().unsafeSetDevice(ordinal);
        }
        MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
        try {
            return body.get();
        } finally {
            outside.close();
        }
    }

    private Nd4jArray own(Object operation, Array x) {
        if (x instanceof Nd4jArray own) {
            return own;
        }
        throw Mismatches.unknown(operation, backend.devices().get(0), x);
    }

    private Nd4jArray like(Object operation, Nd4jArray first, Array x) {
        if (!(x instanceof Nd4jArray own) || !own.device().equals(first.device())) {
            throw Mismatches.devices(operation, first.device(), x.device());
        }
        if (own.dtype() != first.dtype()) {
            throw Mismatches.dtypes(operation, first, own);
        }
        return own;
    }
}
