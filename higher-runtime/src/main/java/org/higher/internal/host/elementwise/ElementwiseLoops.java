package org.higher.internal.host.elementwise;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Program;

/**
 * The scalar functions over arrays, {@code float[]} or {@code double[]}.
 *
 * <p>HotSpot vectorises a loop on the heap only if all its arrays are read and written at the same
 * index: at different ones, an element written might be one that is read next. So every loop here
 * runs over one range [from, to) of all its arrays, and an operand that lies elsewhere is copied to
 * that range of {@code out} first, which takes a fraction of the time that it saves.
 *
 * <p>A loop is written when it is asked for first, by {@link LoopWriter}; those of the
 * transcendental functions of floats stand in {@link FloatFunctions}.
 */
public final class ElementwiseLoops {
    /** Elements of an operand that are moved at a time where they find no room in the result. */
    private static final int BLOCK = 512;

    private static final double[] NO_SCALARS = {};

    private static final ElementwiseLoops FLOATS = new ElementwiseLoops(true);
    private static final ElementwiseLoops DOUBLES = new ElementwiseLoops(false);

    private final boolean isFloat;
    private final Map<Unary, Forms> unary = new EnumMap<>(Unary.class);
    private final Map<Binary, Forms> binary = new EnumMap<>(Binary.class);
    private final Forms choice;

    private ElementwiseLoops(boolean isFloat) {
        this.isFloat = isFloat;
        for (Unary f : Unary.values()) {
            unary.put(f, new Forms(Operation.of(f, 0), () -> DOUBLES.of(f)));
        }
        for (Binary f : Binary.values()) {
            binary.put(f, new Forms(Operation.of(f, 0, 1), () -> DOUBLES.of(f)));
        }
        choice = new Forms(Operation.choice(0, 1, 2), () -> DOUBLES.choice);
    }

    /** The loops of one operation, by which operands are scalars: a bit for each. */
    private final class Forms {
        private final Operation operation;

        /** The same operation of doubles. */
        private final Supplier<Forms> ofDoubles;

        private final AtomicReferenceArray<ElementwiseLoop> loops;

        Forms(Operation operation, Supplier<Forms> ofDoubles) {
            this.operation = operation;
            this.ofDoubles = ofDoubles;
            this.loops = new AtomicReferenceArray<>(1 << operation.operands().length);
        }

        ElementwiseLoop loop(int scalars) {
            ElementwiseLoop known = loops.get(scalars);
            if (known != null) {
                return known;
            }
            ElementwiseLoop made =
                    ofFloats(scalars)
                            .orElseGet(
                                    () -> {
                                        LoopWriter writer =
                                                new LoopWriter(
                                                        isFloat, i -> (scalars >> i & 1) != 0);
                                        writer.add(operation.operands().length, operation, true);
                                        return writer.loop();
                                    });
            loops.set(scalars, made);
            return made;
        }

        private Optional<ElementwiseLoop> ofFloats(int scalars) {
            return isFloat
                    ? FloatFunctions.loop(operation.formula(), () -> ofDoubles.get().loop(scalars))
                    : Optional.empty();
        }
    }

    private Forms of(Unary f) {
        return Objects.requireNonNull(unary.get(f));
    }

    private Forms of(Binary f) {
        return Objects.requireNonNull(binary.get(f));
    }

    /** Writes f(x) of n neighbours to {@code out}, which may be {@code x} at the same place. */
    public static void unary(Unary f, Object x, int xi, Object out, int oi, int n) {
        Object from = aligned(x, xi, out, oi, n);
        of(out).of(f).loop(0).run(new Object[] {from, out}, NO_SCALARS, oi, oi + n);
    }

    /** Writes f(a, b) of n neighbours to {@code out}, which may be either at the same place. */
    public static void binary(
            Binary f, Object a, int ai, Object b, int bi, Object out, int oi, int n) {
        if (ai == oi && (bi == oi || a != out)) {
            binary(f, a, aligned(b, bi, out, oi, n), out, oi, n);
        } else if (bi == oi && b != out) {
            binary(f, aligned(a, ai, out, oi, n), b, out, oi, n);
        } else {
            inBlocks(f, a, ai, b, bi, out, oi, n);
        }
    }

    private static void binary(Binary f, Object a, Object b, Object out, int at, int n) {
        of(out).of(f).loop(0).run(new Object[] {a, b, out}, NO_SCALARS, at, at + n);
    }

    /** Writes f(a, b) of n neighbours and a number to {@code out}, which may be {@code a}. */
    public static void binary(Binary f, Object a, int ai, double b, Object out, int oi, int n) {
        Object from = aligned(a, ai, out, oi, n);
        of(out).of(f).loop(2).run(new Object[] {from, null, out}, new double[] {0, b}, oi, oi + n);
    }

    /** Writes f(a, b) of a number and n neighbours to {@code out}, which may be {@code b}. */
    public static void binary(Binary f, double a, Object b, int bi, Object out, int oi, int n) {
        Object from = aligned(b, bi, out, oi, n);
        of(out).of(f).loop(1).run(new Object[] {null, from, out}, new double[] {a}, oi, oi + n);
    }

    /** Writes the first n of {@code a} where {@code c} is not 0, else of {@code b}. */
    public static void choose(Object c, Object a, Object b, Object out, int n) {
        of(out).choice.loop(0).run(new Object[] {c, a, b, out}, NO_SCALARS, 0, n);
    }

    /**
     * The step of a program by itself: of the arrays of its operands, then that of its result, and
     * of the scalars of its operands.
     *
     * @param isScalar by operand
     */
    public static ElementwiseLoop of(Program.Step step, IntPredicate isScalar, boolean isFloat) {
        int scalars = 0;
        for (int i = 0; i < Program.operands(step).length; i++) {
            scalars |= isScalar.test(i) ? 1 << i : 0;
        }
        ElementwiseLoops loops = isFloat ? FLOATS : DOUBLES;
        Forms forms = loops.choice;
        if (step instanceof Program.Apply apply) {
            forms = loops.of(apply.f());
        } else if (step instanceof Program.Combine combine) {
            forms = loops.of(combine.f());
        }
        return forms.loop(scalars);
    }

    private static ElementwiseLoops of(Object array) {
        return array instanceof float[] ? FLOATS : DOUBLES;
    }

    /** By way of short arrays where neither operand can be copied to the result. */
    private static void inBlocks(
            Binary f, Object a, int ai, Object b, int bi, Object out, int oi, int n) {
        int length = Math.min(n, BLOCK);
        Object left = of(out).isFloat ? new float[length] : new double[length];
        Object right = of(out).isFloat ? new float[length] : new double[length];
        for (int at = 0; at < n; at += BLOCK) {
            int block = Math.min(BLOCK, n - at);
            System.arraycopy(a, ai + at, left, 0, block);
            System.arraycopy(b, bi + at, right, 0, block);
            binary(f, left, right, left, 0, block);
            System.arraycopy(left, 0, out, oi + at, block);
        }
    }

    /** An array with the n elements at the place where {@code out} will be written. */
    private static Object aligned(Object x, int xi, Object out, int oi, int n) {
        if (xi == oi) {
            return x;
        }
        System.arraycopy(x, xi, out, oi, n);
        return out;
    }
}
