package org.higher.internal.gpu.backend;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.RandomValues;
import org.higher.internal.backend.Shapes;
import org.higher.internal.backend.stages.ProgramStages;
import org.higher.internal.gpu.Elementwise;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.Matmul;
import org.higher.internal.gpu.Movement;
import org.higher.internal.gpu.ProgramPlan;
import org.higher.internal.gpu.Reductions;
import org.higher.internal.gpu.convolution.Convolutions;
import org.higher.internal.gpu.convolution.Maxima;

/**
 * The primitives on an accelerator.
 *
 * <p>Checks that the arguments are its own and hands them to the family that computes. Stateless,
 * hence safe for any number of threads.
 */
final class GpuKernels implements Kernels {
    private final GpuBackend backend;

    GpuKernels(GpuBackend backend) {
        this.backend = backend;
    }

    @Override
    public Array full(DType dtype, int[] shape, double value, BackendDevice device) {
        return Elementwise.full(with(device, dtype), dtype, value, shape.clone());
    }

    @Override
    public Array of(float[] values, int[] shape, BackendDevice device) {
        checkFills(values.length, shape);
        GpuDevice gpu = with(device, DType.FLOAT32);
        GpuArray result = GpuArray.unwritten(gpu, DType.FLOAT32, shape.clone());
        if (values.length > 0) {
            gpu.write(result, values);
        }
        return result;
    }

    @Override
    public Array of(double[] values, int[] shape, BackendDevice device) {
        checkFills(values.length, shape);
        GpuDevice gpu = with(device, DType.FLOAT64);
        GpuArray result = GpuArray.unwritten(gpu, DType.FLOAT64, shape.clone());
        if (values.length > 0) {
            gpu.write(result, values);
        }
        return result;
    }

    @Override
    public float[] toFloats(Array x) {
        GpuArray own = own("toFloats", x);
        if (!own.isFloat()) {
            double[] doubles = toDoubles(own);
            float[] rounded = new float[doubles.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) doubles[i];
            }
            return rounded;
        }
        float[] floats = new float[own.size()];
        if (floats.length > 0) {
            own.gpu().read(own, floats);
        }
        return floats;
    }

    @Override
    public double[] toDoubles(Array x) {
        GpuArray own = own("toDoubles", x);
        double[] doubles = new double[own.size()];
        if (own.isFloat()) {
            float[] floats = toFloats(own);
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = floats[i];
            }
        } else if (doubles.length > 0) {
            own.gpu().read(own, doubles);
        }
        return doubles;
    }

    @Override
    public double item(Array x) {
        GpuArray own = own("item", x);
        if (own.size() != 1) {
            throw Mismatches.notOneElement(own);
        }
        return own.isFloat() ? toFloats(own)[0] : toDoubles(own)[0];
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
        return Elementwise.unary(f, own(f, x));
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        GpuArray x = own(f, a);
        return Elementwise.binary(f, x, like(f, x, b));
    }

    @Override
    public Array binary(Binary f, Array a, double b) {
        return Elementwise.binary(f, own(f, a), b);
    }

    @Override
    public Array binary(Binary f, double a, Array b) {
        return Elementwise.binary(f, a, own(f, b));
    }

    @Override
    public Array where(Array condition, Array a, Array b) {
        GpuArray x = own("where", condition);
        return Elementwise.where(x, like("where", x, a), like("where", x, b));
    }

    @Override
    public Array cast(Array x, DType dtype) {
        GpuArray own = own("cast", x);
        if (own.dtype() == dtype) {
            return own;
        }
        with(own.device(), dtype);
        return Elementwise.cast(own, dtype);
    }

    @Override
    public List<Array> run(Program program, List<Array> inputs) {
        GpuDevice gpu = backend.gpu(inputs.get(0).device());
        boolean isEmpty = Shapes.size(program.shape()) == 0;
        if (!isEmpty && !program.isUniform()) {
            return ProgramStages.run(this, program, inputs);
        }
        Optional<ProgramPlan> plan = isEmpty ? Optional.empty() : gpu.plan(program);
        return plan.isPresent()
                ? plan.get().run(program, index -> on(gpu, "run", inputs.get(index)))
                : Kernels.super.run(program, inputs);
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        GpuArray own = own(f, x);
        if (axes.length == 0) {
            return f == Reduction.NORM2 ? Elementwise.unary(Unary.ABS, own) : own;
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
            return Elementwise.full(own.gpu(), own.dtype(), nothing, shape);
        }
        return Reductions.reduce(f, own, axes, keepDims);
    }

    @Override
    public int[] argMax(Array x, int axis) {
        GpuArray own = own("argMax", x);
        if (own.shape()[axis] == 0) {
            throw Mismatches.noMaximum(own, axis);
        }
        return Movement.argMax(own, axis);
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB) {
        GpuArray x = own("matmul", a);
        return Matmul.matmul(x, like("matmul", x, b), transposeA, transposeB);
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        return own("reshape", x).withShape(shape.clone());
    }

    @Override
    public Array permute(Array x, int[] axes) {
        return Movement.permute(own("permute", x), axes);
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        return Movement.broadcast(own("broadcast", x), shape.clone());
    }

    @Override
    public Array slice(Array x, int[] starts, int[] sizes, int[] steps) {
        return Movement.slice(own("slice", x), starts, sizes.clone(), steps);
    }

    @Override
    public Array embed(Array x, int[] shape, int[] starts, int[] steps) {
        return Movement.embed(own("embed", x), shape.clone(), starts, steps);
    }

    @Override
    public Array concat(List<Array> parts, int axis) {
        if (parts.isEmpty()) {
            throw Mismatches.nothingToJoin();
        }
        GpuArray first = own("concat", parts.get(0));
        return Movement.concat(
                parts.stream().map(part -> like("concat", first, part)).toList(), axis);
    }

    @Override
    public Array gather(Array x, int[] indices, int axis) {
        GpuArray own = own("gather", x);
        Shapes.checkIndices("gather", indices, own.shape()[axis]);
        return Movement.gather(own, indices, axis);
    }

    @Override
    public Array scatterAdd(Array x, int[] indices, int axis, int extent) {
        GpuArray own = own("scatterAdd", x);
        Shapes.checkIndices("scatterAdd", indices, extent);
        return Movement.scatterAdd(own, indices, axis, extent);
    }

    @Override
    public Array conv(Array x, Array w, Window window, int groups) {
        GpuArray images = own("conv", x);
        return new Convolutions(images.gpu(), window, groups)
                .conv(images, like("conv", images, w), Optional.empty());
    }

    @Override
    public Array conv(Array x, Array w, Window window, int groups, Array bias) {
        GpuArray images = own("conv", x);
        return new Convolutions(images.gpu(), window, groups)
                .conv(images, like("conv", images, w), Optional.of(like("conv", images, bias)));
    }

    @Override
    public Array convInput(Array g, Array w, Window window, int groups, int rows, int columns) {
        GpuArray own = own("convInput", g);
        return new Convolutions(own.gpu(), window, groups)
                .input(own, like("convInput", own, w), rows, columns);
    }

    @Override
    public Array convWeight(Array x, Array g, Window window, int groups) {
        GpuArray images = own("convWeight", x);
        return new Convolutions(images.gpu(), window, groups)
                .weight(images, like("convWeight", images, g));
    }

    @Override
    public int[] maxima(Array x, Window window) {
        return Maxima.of(own("maxima", x), window);
    }

    /**
     * A device of this backend.
     *
     * @throws IllegalArgumentException if it does not compute in a type
     */
    private GpuDevice with(BackendDevice device, DType dtype) {
        GpuDevice gpu = backend.gpu(device);
        if (dtype == DType.FLOAT64 && !gpu.hasDoubles()) {
            throw new IllegalArgumentException(
                    ("%s: it does not compute in double precision; use DType.FLOAT32, or another"
                                    + " device")
                            .formatted(device));
        }
        return gpu;
    }

    private static void checkFills(int size, int[] shape) {
        if (Shapes.size(shape) != size) {
            throw Mismatches.size(size, shape);
        }
    }

    private GpuArray own(Object operation, Array x) {
        if (x instanceof GpuArray own && own.backend() == backend) {
            return own;
        }
        throw Mismatches.unknown(operation, backend.devices().get(0), x);
    }

    private static GpuArray on(GpuDevice gpu, Object operation, Array x) {
        if (x instanceof GpuArray own && own.gpu() == gpu) {
            return own;
        }
        throw Mismatches.unknown(operation, gpu.device(), x);
    }

    private static GpuArray like(Object operation, GpuArray first, Array x) {
        GpuArray own = on(first.gpu(), operation, x);
        if (own.dtype() != first.dtype()) {
            throw Mismatches.dtypes(operation, first, own);
        }
        return own;
    }
}
