package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.jspecify.annotations.Nullable;

/**
 * A straight-line program of elementwise functions, for kernel fusion: on arrays of one shape, on
 * what is broadcast to it, and on scalars.
 *
 * <p>A backend can run it in one pass over memory, or a few, whatever its length. A step refers to
 * earlier ones by their position. It has a value for each position along some of the {@link #axes}
 * of the program's shape, one bit for each: an <em>elementwise</em> step along all of them, a
 * scalar along none, and a <em>partial</em> one along some, say a number for each row. Steps
 * combine by broadcasting, and a reduction is left with fewer axes.
 *
 * <p>Every scalar has an element type of its own, and is rounded to it; it is converted to that of
 * the arrays where it meets them. The results are those of the same kernels one by one, bit for
 * bit.
 *
 * @param dtype of all arrays
 * @param shape of elementwise arrays; in programs with partial steps an axis may stand for several
 *     of the arguments', where all steps have either all of these or none
 * @param inputs how many there are
 * @param steps what is computed, in order
 * @param outputs what is handed out
 */
public record Program(
        DType dtype, int[] shape, int inputs, List<Step> steps, List<Output> outputs) {
    /** All axes, however many there are. */
    public static final int ALL = -1;

    public Program {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /** One value. */
    public sealed interface Step {}

    /** An argument of the program, with the axes that it has. */
    public record Input(int index, int axes, DType dtype) implements Step {
        /** One with all axes, or a scalar. */
        public Input(int index, boolean elementwise, DType dtype) {
            this(index, elementwise ? ALL : 0, dtype);
        }

        public boolean elementwise() {
            return axes == ALL;
        }
    }

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
     * A reduction along the axes that are not left: of a scalar, as one that stands at each element
     * of the program's shape.
     */
    public record Reduce(Kernels.Reduction f, int x, int axes) implements Step {
        /** Over all elements. */
        public Reduce(Kernels.Reduction f, int x) {
            this(f, x, 0);
        }
    }

    /** A value that is repeated along more axes. */
    public record Spread(int x, int axes) implements Step {}

    /**
     * A value that is handed out.
     *
     * @param shape with as many elements as the step has; a scalar fills any
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
        } else if (step instanceof Spread spread) {
            return new int[] {spread.x};
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

    /** The axes of each step. */
    public int[] axes() {
        int[] axes = new int[steps.size()];
        int all = (1 << shape.length) - 1;
        for (int i = 0; i < axes.length; i++) {
            axes[i] = axes(steps.get(i), of -> axes[of], all);
        }
        return axes;
    }

    /**
     * The axes of a step.
     *
     * @param known those of steps before it
     * @param all one bit for each axis that there is
     */
    public static int axes(Step step, IntUnaryOperator known, int all) {
        if (step instanceof Input input) {
            return input.axes;
        } else if (step instanceof Reduce reduce) {
            return reduce.axes;
        } else if (step instanceof Spread spread) {
            return spread.axes;
        }
        int axes = 0;
        for (int operand : operands(step)) {
            axes |= known.applyAsInt(operand);
        }
        return axes == all && axes != 0 ? ALL : axes;
    }

    /** Whether a step names some of the axes, and not all. */
    static boolean isPartial(Step step) {
        int axes = axes(step, of -> 0, ALL);
        return axes != 0 && axes != ALL;
    }

    /** Which steps are elementwise. */
    public BitSet elementwise() {
        int[] axes = axes();
        BitSet elementwise = new BitSet(axes.length);
        for (int i = 0; i < axes.length; i++) {
            elementwise.set(i, axes[i] == ALL);
        }
        return elementwise;
    }

    /** Whether an output depends on a partial step, be it an input. */
    public boolean hasPartialSteps() {
        int[] axes = axes();
        return live().stream().anyMatch(i -> axes[i] != ALL && axes[i] != 0);
    }

    /** Elements times the elementwise steps that are computed. */
    public long work() {
        BitSet computed = elementwise();
        computed.and(live());
        long steps = computed.stream().filter(i -> operands(this.steps.get(i)).length > 0).count();
        return steps * Shapes.size(shape);
    }

    /** Which steps have axes, all or some. */
    public BitSet varying() {
        int[] axes = axes();
        BitSet varying = new BitSet(axes.length);
        for (int i = 0; i < axes.length; i++) {
            varying.set(i, axes[i] != 0);
        }
        return varying;
    }

    /**
     * Whether a step reduces an elementwise value, or a scalar that stands at each element, to a
     * scalar that is part of a pass over the elements: a sum, mean or norm.
     *
     * @param axes of all steps
     */
    public static boolean isWhole(Reduce reduce, int[] axes) {
        boolean isSum =
                switch (reduce.f) {
                    case SUM, MEAN, NORM2 -> true;
                    case MAX, MIN -> false;
                };
        return isSum && reduce.axes == 0 && (axes[reduce.x] == ALL || axes[reduce.x] == 0);
    }

    /**
     * Whether all that is computed is elementwise or a scalar, and partial values are inputs at
     * most: such a program is nothing but passes over its elements.
     */
    public boolean isUniform() {
        int[] axes = axes();
        BitSet live = live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Step step = steps.get(i);
            boolean isPartial = axes[i] != ALL && axes[i] != 0;
            if (step instanceof Spread
                    || isPartial && !(step instanceof Input)
                    || step instanceof Reduce reduce && !isWhole(reduce, axes)) {
                return false;
            }
        }
        return outputs.stream().allMatch(o -> axes[o.step] == ALL || axes[o.step] == 0);
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
        BitSet varies = varyingBy(inputsThatVary);
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

    private BitSet varyingBy(IntPredicate inputsThatVary) {
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
        return step instanceof Reduce reduce
                        && (reduce.f == Kernels.Reduction.SUM || reduce.f == Kernels.Reduction.MEAN)
                || step instanceof Spread
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
            return kernels.reshape(arguments.get(input.index), extents(input.axes));
        } else if (step instanceof Constant constant) {
            return kernels.full(constant.dtype, new int[0], constant.value, device);
        }
        return value(step, operand -> at(values, operand), kernels);
    }

    /** The program's shape, with extents of 1 for axes that a step does not have. */
    public int[] extents(int axes) {
        if (axes == 0) {
            return new int[0];
        }
        int[] extents = shape.clone();
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = (axes >> axis & 1) == 0 ? 1 : extents[axis];
        }
        return extents;
    }

    /**
     * The value of a step that has operands, by the kernel of the same name.
     *
     * @param values of its operands, of the shape of {@link #extents}
     */
    public Array value(Step step, IntFunction<Array> values, Kernels kernels) {
        if (step instanceof Cast cast) {
            return kernels.cast(values.apply(cast.x), cast.dtype);
        } else if (step instanceof Apply apply) {
            return kernels.unary(apply.f, values.apply(apply.x));
        } else if (step instanceof Combine combine) {
            return kernels.binary(combine.f, values.apply(combine.a), values.apply(combine.b));
        } else if (step instanceof Choose choose) {
            return kernels.where(
                    values.apply(choose.condition), values.apply(choose.a), values.apply(choose.b));
        } else if (step instanceof Spread spread) {
            return kernels.broadcast(values.apply(spread.x), extents(spread.axes));
        }
        Reduce reduce = (Reduce) step;
        Array x = values.apply(reduce.x);
        x = x.shape().length == 0 ? kernels.broadcast(x, shape) : x;
        int[] over =
                IntStream.range(0, shape.length).filter(i -> (reduce.axes >> i & 1) == 0).toArray();
        Array reduced = kernels.reduce(reduce.f, x, over, true);
        return kernels.reshape(reduced, extents(reduce.axes));
    }
}
