package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.higher.array.DType;
import org.jspecify.annotations.Nullable;

/**
 * A straight-line program of elementwise functions, for kernel fusion: on arrays of one shape, and
 * on scalars.
 *
 * <p>A backend can run it in one pass over memory, whatever its length. A step refers to earlier
 * ones by their position. An <em>elementwise</em> step has a value for each element, the others
 * have a scalar; scalars combine with elementwise values, and a reduction makes a scalar of them.
 *
 * <p>Every scalar has an element type of its own, and is rounded to it; it is converted to that of
 * the arrays where it meets them. The results are those of the same kernels one by one, bit for
 * bit.
 *
 * @param dtype of all arrays
 * @param shape of all arrays
 * @param inputs how many there are
 * @param steps what is computed, in order
 * @param outputs what is handed out
 */
public record Program(
        DType dtype, int[] shape, int inputs, List<Step> steps, List<Output> outputs) {
    public Program {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /** One value. */
    public sealed interface Step {}

    /** An argument of the program. */
    public record Input(int index, boolean elementwise, DType dtype) implements Step {}

    /** A constant. */
    public record Constant(double value, DType dtype) implements Step {}

    /** A scalar in another type. */
    public record Cast(int x, DType dtype) implements Step {}

    /** A function of one value. */
    public record Apply(Kernels.Unary f, int x) implements Step {}

    /** A function of two values. */
    public record Combine(Kernels.Binary f, int a, int b) implements Step {}

    /** {@code a} where the condition is not 0, else {@code b}. */
    public record Choose(int condition, int a, int b) implements Step {}

    /**
     * A sum, mean or norm over all elements of an elementwise value, or of a scalar that stands at
     * each.
     */
    public record Reduce(Kernels.Reduction f, int x) implements Step {}

    /**
     * A value that is handed out.
     *
     * @param shape that of the program, or any that a scalar has; a scalar fills it
     */
    public record Output(int step, int[] shape) {}

    /** The positions that a step refers to. */
    public static int[] operands(Step step) {
        if (step instanceof Apply apply) {
            return new int[] {apply.x};
        } else if (step instanceof Combine combine) {
            return new int[] {combine.a, combine.b};
        } else if (step instanceof Choose choose) {
            return new int[] {choose.condition, choose.a, choose.b};
        } else if (step instanceof Reduce reduce) {
            return new int[] {reduce.x};
        } else if (step instanceof Cast cast) {
            return new int[] {cast.x};
        }
        return new int[0];
    }

    /** The element types of the steps. */
    public DType[] types() {
        DType[] types = new DType[steps.size()];
        for (int i = 0; i < types.length; i++) {
            Step step = steps.get(i);
            if (step instanceof Input input) {
                types[i] = input.dtype;
            } else if (step instanceof Constant constant) {
                types[i] = constant.dtype;
            } else if (step instanceof Cast cast) {
                types[i] = cast.dtype;
            } else {
                types[i] = types[operands(step)[operands(step).length - 1]];
            }
        }
        return types;
    }

    /** Which steps are elementwise. */
    public BitSet elementwise() {
        BitSet elementwise = new BitSet(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            elementwise.set(i, isElementwise(steps.get(i), elementwise::get));
        }
        return elementwise;
    }

    /** Whether a step is elementwise, given which of those before it are. */
    public static boolean isElementwise(Step step, IntPredicate elementwise) {
        if (step instanceof Input input) {
            return input.elementwise;
        }
        if (step instanceof Reduce) {
            return false;
        }
        for (int operand : operands(step)) {
            if (elementwise.test(operand)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The inputs whose values a derivative can depend on.
     *
     * <p>Not those that are only added, subtracted, negated, summed up and multiplied by what does
     * not vary on their way: there the derivative is the same everywhere.
     *
     * @param inputsThatVary those to differentiate by
     */
    public BitSet readByDerivatives(IntPredicate inputsThatVary) {
        BitSet varies = varying(inputsThatVary);
        BitSet read = new BitSet(steps.size());
        BitSet live = live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Step step = steps.get(i);
            if (varies.get(i) && !isLinear(step)) {
                boolean byOne = isLinearInEach(step);
                for (int operand : operands(step)) {
                    read.set(
                            operand,
                            read.get(operand) || !byOne || othersVary(step, operand, varies));
                }
            }
        }
        addOperands(read);
        BitSet found = new BitSet(inputs);
        for (int i = 0; i < steps.size(); i++) {
            if (read.get(i) && steps.get(i) instanceof Input input) {
                found.set(input.index);
            }
        }
        return found;
    }

    /** The steps that an output depends on. */
    public BitSet live() {
        BitSet live = new BitSet(steps.size());
        for (Output output : outputs) {
            live.set(output.step);
        }
        addOperands(live);
        return live;
    }

    /**
     * By live step: how many passes over memory it has to wait for.
     *
     * @param reduces whether a step reduces what a pass computes, so that its readers wait for that
     */
    public int[] levels(IntPredicate reduces) {
        int[] levels = new int[steps.size()];
        BitSet live = live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            for (int operand : operands(steps.get(i))) {
                levels[i] = Math.max(levels[i], levels[operand]);
            }
            levels[i] += reduces.test(i) ? 1 : 0;
        }
        return levels;
    }

    /** Adds what the steps of a set depend on. */
    private void addOperands(BitSet set) {
        for (int i = set.length() - 1; i >= 0; i = set.previousSetBit(i - 1)) {
            for (int operand : operands(steps.get(i))) {
                set.set(operand);
            }
        }
    }

    private BitSet varying(IntPredicate inputsThatVary) {
        BitSet varies = new BitSet(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            boolean any = steps.get(i) instanceof Input input && inputsThatVary.test(input.index);
            for (int operand : operands(steps.get(i))) {
                any |= varies.get(operand);
            }
            varies.set(i, any);
        }
        return varies;
    }

    /** Whether an operand of a product is multiplied by what varies. */
    private static boolean othersVary(Step product, int operand, BitSet varies) {
        Combine combine = (Combine) product;
        return combine.a == operand && varies.get(combine.b)
                || combine.b == operand && varies.get(combine.a);
    }

    private static boolean isLinearInEach(Step step) {
        return step instanceof Combine combine && combine.f == Kernels.Binary.MUL;
    }

    private static boolean isLinear(Step step) {
        return step instanceof Reduce reduce && reduce.f != Kernels.Reduction.NORM2
                || step instanceof Cast
                || step instanceof Apply apply && apply.f == Kernels.Unary.NEG
                || step instanceof Combine combine
                        && (combine.f == Kernels.Binary.ADD || combine.f == Kernels.Binary.SUB);
    }

    /**
     * Runs it step by step: its meaning, and what a backend does without kernel fusion.
     *
     * <p>Those steps that outputs depend on: the values of other inputs may have been let go of.
     */
    List<Array> run(Kernels kernels, List<Array> arguments, BackendDevice device) {
        @Nullable Array[] values = new Array[steps.size()];
        BitSet live = live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            values[i] = value(steps.get(i), values, kernels, arguments, device);
        }
        List<Array> results = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            Array value = at(values, output.step);
            results.add(
                    value.size() == Shapes.size(output.shape)
                            ? kernels.reshape(value, output.shape)
                            : kernels.broadcast(kernels.reshape(value, new int[0]), output.shape));
        }
        return results;
    }

    private static Array at(@Nullable Array[] values, int step) {
        return Objects.requireNonNull(values[step]);
    }

    private Array value(
            Step step,
            @Nullable Array[] values,
            Kernels kernels,
            List<Array> arguments,
            BackendDevice device) {
        if (step instanceof Input input) {
            Array argument = arguments.get(input.index);
            return input.elementwise ? argument : kernels.reshape(argument, new int[0]);
        } else if (step instanceof Constant constant) {
            return kernels.full(constant.dtype, new int[0], constant.value, device);
        } else if (step instanceof Cast cast) {
            return kernels.cast(at(values, cast.x), cast.dtype);
        } else if (step instanceof Apply apply) {
            return kernels.unary(apply.f, at(values, apply.x));
        } else if (step instanceof Combine combine) {
            return kernels.binary(combine.f, at(values, combine.a), at(values, combine.b));
        } else if (step instanceof Choose choose) {
            return kernels.where(
                    at(values, choose.condition), at(values, choose.a), at(values, choose.b));
        }
        Reduce reduce = (Reduce) step;
        Array x = kernels.broadcast(at(values, reduce.x), shape);
        int[] axes = new int[x.shape().length];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = axis;
        }
        return kernels.reduce(reduce.f, x, axes, false);
    }
}
