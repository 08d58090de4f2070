package org.higher.internal.ops.linalg;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * The matrices that the last two axes of a value hold, one after another, in double precision.
 *
 * <p>Matrices of all leading axes and tasks are numbered in row-major order.
 */
final class Matrices {
    private Matrices() {}

    /** How many there are. */
    static int count(Value a) {
        return Shapes.size(leads(a.data().shape()));
    }

    /** The elements of all. */
    static double[] elements(Value a) {
        return a.kernels().toDoubles(a.data());
    }

    /** An array of the element type and device of a value. */
    static Array array(Value like, double[] elements, int... shape) {
        Kernels kernels = like.kernels();
        Array wide = kernels.of(elements, shape, like.device());
        return like.dtype() == DType.FLOAT64 ? wide : kernels.cast(wide, like.dtype());
    }

    /**
     * How small a pivot is, relative to the terms that it was computed from, if it may be no more
     * than their rounding errors: of the computation, and of elements that are floats.
     */
    static double rounding(Value a) {
        double computed = rows(a) * Math.ulp(1.0);
        return a.dtype() == DType.FLOAT64 ? computed : Math.max(computed, 4 * Math.ulp(1f));
    }

    /** An n x n matrix with a number on the diagonal, and others below and above it. */
    static Value constant(Value like, int n, double below, double diagonal, double above) {
        double[] elements = new double[n * n];
        for (int i = 0; i < elements.length; i++) {
            int row = i / n;
            int column = i % n;
            elements[i] = row == column ? diagonal : row > column ? below : above;
        }
        return new Value(array(like, elements, n, n));
    }

    /** The extents in front of those of the matrices. */
    static int[] leads(int[] shape) {
        return Arrays.copyOf(shape, shape.length - 2);
    }

    /** Leading extents and those of a matrix. */
    static int[] shape(int[] leads, int rows, int columns) {
        int[] shape = Arrays.copyOf(leads, leads.length + 2);
        shape[leads.length] = rows;
        shape[leads.length + 1] = columns;
        return shape;
    }

    /** The number of rows. */
    static int rows(Value a) {
        return a.shape()[a.rank() - 2];
    }

    /** The number of columns. */
    static int columns(Value a) {
        return a.shape()[a.rank() - 1];
    }

    /** Which matrix is meant, for messages. */
    static String name(Value a, int index) {
        int[] leads = leads(a.shape());
        int each = Shapes.size(leads);
        int[] place = new int[leads.length];
        int rest = index % each;
        for (int axis = leads.length - 1; axis >= 0; axis--) {
            place[axis] = rest % leads[axis];
            rest /= leads[axis];
        }
        String which = leads.length == 0 ? "the matrix" : Messages.of("matrix %s of", place);
        String task = a.tasks() == null ? "" : " of task " + index / each;
        return Messages.of("%s %s%s", which, a.shape(), task);
    }

    // checks

    static void checkSquare(String op, Value a) {
        if (a.rank() < 2 || rows(a) != columns(a)) {
            throw new IllegalArgumentException(
                    Messages.of("%s: %s is no square matrix: give [..., n, n]", op, a.shape()));
        }
    }

    /** A square matrix, and right-hand sides that fit to it. */
    static void checkSystem(String op, Value a, Value b) {
        checkSquare(op, a);
        Checks.together(op, a, b);
        if (b.rank() < 2 || rows(b) != rows(a)) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and the right-hand sides %s: give [..., %d, k], a column for"
                                    + " each; reshape a vector to one column",
                            op, a.shape(), b.shape(), rows(a)));
        }
        if (!Shapes.canBroadcast(leads(a.shape()), leads(b.shape()))) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: leading axes do not broadcast: %s and the right-hand sides %s",
                            op, a.shape(), b.shape()));
        }
    }

    // systems of equations

    /** Solves the equations of one matrix. */
    @FunctionalInterface
    interface Solver {
        /**
         * Replaces right-hand sides by solutions.
         *
         * @param matrix the number of the matrix
         * @param sides of n rows, from an offset on
         */
        void solve(int matrix, double[] sides, int offset, int columns);
    }

    /** The solutions for all right-hand sides; leading axes broadcast. */
    static Array solutions(String op, Value a, Value b, Solver solver) {
        int[] aLeads = leads(TaskAxis.beside(b, a).shape());
        int[] bLeads = leads(TaskAxis.beside(a, b).shape());
        int[] leads = Shapes.broadcast(aLeads, bLeads);
        int[] shape = shape(leads, rows(b), columns(b));
        int size = rows(b) * columns(b);
        double[] solved = new double[Shapes.size(op, shape)];
        if (solved.length == 0) {
            return array(b, solved, shape);
        }
        double[] sides = elements(b);
        int[] matrices = numbers(aLeads, leads);
        int[] sources = numbers(bLeads, leads);
        for (int i = 0; i < matrices.length; i++) {
            System.arraycopy(sides, sources[i] * size, solved, i * size, size);
            solver.solve(matrices[i], solved, i * size, columns(b));
        }
        return array(b, solved, shape);
    }

    /** For each place of a shape the row-major number of that which is broadcast to it. */
    private static int[] numbers(int[] shape, int[] to) {
        int[] strides = Shapes.broadcastStrides(shape, to);
        int[] numbers = new int[Shapes.size(to)];
        for (int i = 0; i < numbers.length; i++) {
            int rest = i;
            for (int axis = to.length - 1; axis >= 0; axis--) {
                numbers[i] += rest % to[axis] * strides[axis];
                rest /= to[axis];
            }
        }
        return numbers;
    }
}
