package org.higher.internal.host;

import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.RandomValues;
import org.higher.internal.backend.stages.ProgramStages;
import org.higher.internal.host.convolution.ConvolutionKernels;
import org.higher.internal.host.convolution.PlaneCoefficients;
import org.higher.internal.host.convolution.PoolingKernels;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.fused.FusedKernels;
import org.higher.internal.host.matmul.MatmulKernels;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.MovementKernels;
import org.higher.internal.host.reduction.NormalizationKernels;
import org.higher.internal.host.reduction.ReductionKernels;

/**
 * The primitives on the Java heap.
 *
 * <p>Checks that the arguments are its own and hands them to the family that computes. Stateless,
 * hence safe for any number of threads.
 */
final class HostKernels implements Kernels {
    private final BackendDevice device;

    HostKernels(BackendDevice device) {
        this.device = device;
    }

    @Override
    public Array full(DType dtype, int[] shape, double value, BackendDevice on) {
        return ElementwiseKernels.full(dtype, value, shape.clone());
    }

    @Override
    public Array of(float[] values, int[] shape, BackendDevice on) {
        return new HostArray(HeapArrays.copy(values), shape.clone());
    }

    @Override
    public Array of(double[] values, int[] shape, BackendDevice on) {
        return new HostArray(HeapArrays.copy(values), shape.clone());
    }

    @Override
    public float[] toFloats(Array x) {
        HostArray own = own("toFloats", x);
        return own.isFloat()
                ? HeapArrays.copy(own.floats())
                : ElementwiseKernels.rounded(own.doubles());
    }

    @Override
    public double[] toDoubles(Array x) {
        HostArray own = own("toDoubles", x);
        return own.isFloat()
                ? ElementwiseKernels.widened(own.floats())
                : HeapArrays.copy(own.doubles());
    }

    @Override
    public double item(Array x) {
        HostArray own = own("item", x);
        if (own.size() != 1) {
            throw Mismatches.notOneElement(own);
        }
        return own.isFloat() ? own.floats()[0] : own.doubles()[0];
    }

    @Override
    public Array uniform(DType dtype, int[] shape, RandomGenerator random, BackendDevice on) {
        HostArray result = HostArray.zeros(dtype, shape.clone());
        if (result.isFloat()) {
            RandomValues.uniform(result.floats(), random);
        } else {
            RandomValues.uniform(result.doubles(), random);
        }
        return result;
    }

    @Override
    public Array normal(DType dtype, int[] shape, RandomGenerator random, BackendDevice on) {
        HostArray result = HostArray.zeros(dtype, shape.clone());
        if (result.isFloat()) {
            RandomValues.normal(result.floats(), random);
        } else {
            RandomValues.normal(result.doubles(), random);
        }
        return result;
    }

    @Override
    public Array unary(Unary f, Array x) {
        return ElementwiseKernels.unary(f, own(f, x));
    }

    @Override
    public Array binary(Binary f, Array a, Array b) {
        HostArray x = own(f, a);
        return ElementwiseKernels.binary(f, x, like(f, x, b));
    }

    @Override
    public Array binary(Binary f, Array a, double b) {
        return ElementwiseKernels.binary(f, own(f, a), b);
    }

    @Override
    public Array binary(Binary f, double a, Array b) {
        return ElementwiseKernels.binary(f, a, own(f, b));
    }

    @Override
    public Array where(Array condition, Array a, Array b) {
        HostArray x = own("where", condition);
        return ElementwiseKernels.where(x, like("where", x, a), like("where", x, b));
    }

    @Override
    public Array cast(Array x, DType dtype) {
        return ElementwiseKernels.cast(own("cast", x), dtype);
    }

    @Override
    public List<Array> run(Program program, List<Array> inputs) {
        return program.isUniform()
                ? FusedKernels.run(program, index -> own("run", inputs.get(index)))
                : ProgramStages.run(this, program, inputs);
    }

    @Override
    public Array reduce(Reduction f, Array x, int[] axes, boolean keepDims) {
        HostArray own = own(f, x);
        if (axes.length == 0) {
            return f == Reduction.NORM2 ? ElementwiseKernels.unary(Unary.ABS, own) : own;
        }
        return ReductionKernels.reduce(f, own, axes, keepDims);
    }

    @Override
    public int[] argMax(Array x, int axis) {
        return ReductionKernels.argMax(own("argMax", x), axis);
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB) {
        HostArray x = own("matmul", a);
        return MatmulKernels.matmul(x, like("matmul", x, b), transposeA, transposeB);
    }

    @Override
    public Array matmul(Array a, Array b, boolean transposeA, boolean transposeB, Array plus) {
        HostArray x = own("matmul", a);
        HostArray y = like("matmul", x, b);
        return MatmulKernels.matmul(x, y, transposeA, transposeB, like("matmul", x, plus));
    }

    @Override
    public Array reshape(Array x, int[] shape) {
        return own("reshape", x).withShape(shape.clone());
    }

    @Override
    public Array permute(Array x, int[] axes) {
        return MovementKernels.permute(own("permute", x), axes);
    }

    @Override
    public Array broadcast(Array x, int[] shape) {
        return MovementKernels.broadcast(own("broadcast", x), shape.clone());
    }

    @Override
    public Array slice(Array x, int[] starts, int[] sizes, int[] steps) {
        return MovementKernels.slice(own("slice", x), starts, sizes.clone(), steps);
    }

    @Override
    public Array embed(Array x, int[] shape, int[] starts, int[] steps) {
        return MovementKernels.embed(own("embed", x), shape.clone(), starts, steps);
    }

    @Override
    public Array concat(List<Array> parts, int axis) {
        if (parts.isEmpty()) {
            throw Mismatches.nothingToJoin();
        }
        HostArray first = own("concat", parts.get(0));
        return MovementKernels.concat(
                parts.stream().map(part -> like("concat", first, part)).toList(), axis);
    }

    @Override
    public Array gather(Array x, int[] indices, int axis) {
        return MovementKernels.gather(own("gather", x), indices, axis);
    }

    @Override
    public Array scatterAdd(Array x, int[] indices, int axis, int extent) {
        return MovementKernels.scatterAdd(own("scatterAdd", x), indices, axis, extent);
    }

    @Override
    public Array conv(Array x, Array w, Window window, int groups) {
        HostArray images = own("conv", x);
        return ConvolutionKernels.conv(images, like("conv", images, w), window, groups, null);
    }

    @Override
    public Array conv(Array x, Array w, Window window, int groups, Array bias) {
        HostArray images = own("conv", x);
        HostArray filters = like("conv", images, w);
        return ConvolutionKernels.conv(images, filters, window, groups, like("conv", images, bias));
    }

    @Override
    public Array convInput(Array g, Array w, Window window, int groups, int rows, int columns) {
        HostArray own = own("convInput", g);
        HostArray filters = like("convInput", own, w);
        return ConvolutionKernels.input(own, filters, window, groups, rows, columns);
    }

    @Override
    public Array convWeight(Array x, Array g, Window window, int groups) {
        HostArray images = own("convWeight", x);
        return ConvolutionKernels.weight(images, like("convWeight", images, g), window, groups);
    }

    @Override
    public int[] maxima(Array x, Window window) {
        return PoolingKernels.maxima(own("maxima", x), window);
    }

    @Override
    public Array pick(Array x, int[] positions, int[] shape) {
        return PoolingKernels.pick(own("pick", x), positions, shape.clone());
    }

    @Override
    public Array place(Array x, int[] positions, int[] shape) {
        return PoolingKernels.place(own("place", x), positions, shape.clone());
    }

    @Override
    public int[] maximaOfRelu(Array a, Array x, Array c, Window window) {
        HostArray own = own("maximaOfRelu", x);
        HostArray factor = like("maximaOfRelu", own, a);
        HostArray plus = like("maximaOfRelu", own, c);
        return PlaneCoefficients.fit(own, factor, plus)
                ? PoolingKernels.maximaOfRelu(factor, own, plus, window)
                : Kernels.super.maximaOfRelu(a, x, c, window);
    }

    @Override
    public Array affineOfPlaced(Array a, Array x, int[] positions, Array b, Array y, Array c) {
        HostArray own = own("affineOfPlaced", x);
        HostArray other = like("affineOfPlaced", own, y);
        HostArray factor = like("affineOfPlaced", own, a);
        HostArray otherFactor = like("affineOfPlaced", own, b);
        HostArray plus = like("affineOfPlaced", own, c);
        return PlaneCoefficients.fit(other, factor, otherFactor, plus)
                ? PoolingKernels.affineOfPlaced(factor, own, positions, otherFactor, other, plus)
                : Kernels.super.affineOfPlaced(a, x, positions, b, y, c);
    }

    @Override
    public Array sumOfProducts(Array x, Array y, int[] axes) {
        HostArray own = own("sumOfProducts", x);
        return NormalizationKernels.sumOfProducts(own, like("sumOfProducts", own, y), axes);
    }

    @Override
    public List<Array> moments(Array x, int[] axes) {
        return NormalizationKernels.moments(own("moments", x), axes);
    }

    @Override
    public Array centered(Array x, Array mean, Array rest, Array a) {
        HostArray own = own("centered", x);
        HostArray center = like("centered", own, mean);
        HostArray more = like("centered", own, rest);
        HostArray factor = like("centered", own, a);
        return NormalizationKernels.isAffine(own, center, more, factor)
                ? NormalizationKernels.centered(own, center, more, factor)
                : Kernels.super.centered(x, mean, rest, a);
    }

    @Override
    public Array affine(Array a, Array x, Array c) {
        HostArray own = own("affine", x);
        HostArray factor = like("affine", own, a);
        HostArray plus = like("affine", own, c);
        return NormalizationKernels.isAffine(own, factor, plus)
                ? NormalizationKernels.affine(factor, own, plus)
                : Kernels.super.affine(a, x, c);
    }

    @Override
    public Array affine(Array a, Array x, Array b, Array y, Array c) {
        HostArray own = own("affine", x);
        HostArray other = like("affine", own, y);
        HostArray factor = like("affine", own, a);
        HostArray otherFactor = like("affine", own, b);
        HostArray plus = like("affine", own, c);
        return NormalizationKernels.isAffine(own, factor, otherFactor, plus)
                ? NormalizationKernels.affine(factor, own, otherFactor, other, plus)
                : Kernels.super.affine(a, x, b, y, c);
    }

    /** The array, if it lives here; {@code operation} is turned into text only to complain. */
    private HostArray own(Object operation, Array x) {
        if (x instanceof HostArray own) {
            return own;
        }
        throw Mismatches.unknown(operation, device, x);
    }

    private HostArray like(Object operation, HostArray first, Array x) {
        HostArray own = own(operation, x);
        if (own.isFloat() != first.isFloat()) {
            throw Mismatches.dtypes(operation, first, own);
        }
        return own;
    }
}
