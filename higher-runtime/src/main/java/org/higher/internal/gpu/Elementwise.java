package org.higher.internal.gpu;

import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.driver.Kernel;

/** Elementwise functions: a thread for each element. */
public final class Elementwise {
    /** Which argument of a binary function is a number. */
    private static final int NONE = 0;

    private static final int LEFT = 1;
    private static final int RIGHT = 2;

    private Elementwise() {}

    public static GpuArray full(GpuDevice gpu, DType dtype, double value, int... shape) {
        GpuArray result = GpuArray.unwritten(gpu, dtype, shape);
        Kernel fill = gpu.fixed(Family.ARITHMETIC, "fill", dtype);
        gpu.launch(fill, result.size(), result, number(dtype, value), result.size());
        return result;
    }

    public static GpuArray unary(Unary f, GpuArray x) {
        GpuDevice gpu = x.gpu();
        GpuArray result = GpuArray.unwritten(gpu, x.dtype(), x.shape());
        if (isSlow(f)) {
            Kernel kernel = gpu.fixed(Family.TRANSCENDENTAL, "unary_" + f.name(), x.dtype());
            gpu.launch(kernel, x.size(), result, x, x.size());
        } else {
            Kernel kernel = gpu.fixed(Family.ARITHMETIC, "unary", x.dtype());
            gpu.launch(kernel, x.size(), result, x, KernelTexts.number(f), x.size());
        }
        return result;
    }

    /** Whether a function has a kernel of its own. */
    private static boolean isSlow(Unary f) {
        return switch (f) {
            case EXP, LOG, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF -> true;
            case NEG, ABS, SIGN, SQRT, RELU, SQUARE, RECIPROCAL -> false;
        };
    }

    public static GpuArray binary(Binary f, GpuArray a, GpuArray b) {
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        GpuArray result = GpuArray.unwritten(a.gpu(), a.dtype(), shape);
        StridedLayout layout =
                StridedLayout.of(
                        shape,
                        Shapes.broadcastStrides(a.shape(), shape),
                        Shapes.broadcastStrides(b.shape(), shape));
        launch(f, result, a, b, 0, NONE, layout);
        return result;
    }

    public static GpuArray binary(Binary f, GpuArray a, double b) {
        GpuArray result = GpuArray.unwritten(a.gpu(), a.dtype(), a.shape());
        launch(f, result, a, a, b, RIGHT, dense(a));
        return result;
    }

    public static GpuArray binary(Binary f, double a, GpuArray b) {
        GpuArray result = GpuArray.unwritten(b.gpu(), b.dtype(), b.shape());
        launch(f, result, b, b, a, LEFT, dense(b));
        return result;
    }

    /** Adds an array, which is broadcast, in place. */
    public static void addTo(GpuArray sum, GpuArray x) {
        int[] shape = sum.shape();
        StridedLayout layout =
                StridedLayout.of(
                        shape, Shapes.strides(shape), Shapes.broadcastStrides(x.shape(), shape));
        launch(Binary.ADD, sum, sum, x, 0, NONE, layout);
    }

    private static void launch(
            Binary f,
            GpuArray result,
            GpuArray a,
            GpuArray b,
            double number,
            int numbers,
            StridedLayout layout) {
        GpuDevice gpu = result.gpu();
        DType dtype = result.dtype();
        Object value = number(dtype, number);
        int[] structure = layout.structure();
        int n = result.size();
        if (f == Binary.POW) {
            Kernel kernel = gpu.fixed(Family.TRANSCENDENTAL, "binary_POW", dtype, layout.rank());
            gpu.launch(kernel, n, result, a, b, value, numbers, structure, n);
        } else {
            Kernel kernel = gpu.fixed(Family.ARITHMETIC, "binary", dtype, layout.rank());
            int function = KernelTexts.number(f);
            gpu.launch(kernel, n, result, a, b, function, value, numbers, structure, n);
        }
    }

    public static GpuArray where(GpuArray condition, GpuArray a, GpuArray b) {
        int[] shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(a.shape(), b.shape()));
        GpuArray result = GpuArray.unwritten(a.gpu(), a.dtype(), shape);
        StridedLayout layout =
                StridedLayout.of(
                        shape,
                        Shapes.broadcastStrides(condition.shape(), shape),
                        Shapes.broadcastStrides(a.shape(), shape),
                        Shapes.broadcastStrides(b.shape(), shape));
        Kernel kernel = a.gpu().fixed(Family.ARITHMETIC, "select_of", a.dtype(), layout.rank());
        a.gpu()
                .launch(
                        kernel,
                        result.size(),
                        result,
                        condition,
                        a,
                        b,
                        layout.structure(),
                        result.size());
        return result;
    }

    /** From one type to the other one. */
    public static GpuArray cast(GpuArray x, DType dtype) {
        GpuArray result = GpuArray.unwritten(x.gpu(), dtype, x.shape());
        String name = x.isFloat() ? "to_double" : "to_float";
        Kernel kernel = x.gpu().fixed(Family.ARITHMETIC, name, DType.FLOAT32);
        x.gpu().launch(kernel, x.size(), result, x, x.size());
        return result;
    }

    private static StridedLayout dense(GpuArray x) {
        int[] extent = {x.size()};
        int[] one = {1};
        return StridedLayout.of(extent, one, one);
    }

    /** A number as an argument of type REAL. */
    static Object number(DType dtype, double value) {
        if (dtype == DType.FLOAT32) {
            return (float) value;
        }
        return value;
    }
}
