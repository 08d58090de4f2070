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
 * <p>Arrays need not have their axes in the program's order: an input may be transposed, and a
 * reduction adds up in the order of the array that the code reduces.
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

    /**
     * An argument of the program.
     *
     * @param axes that it has
     * @param order the same in the argument's own order, the outermost first; empty if that is the
     *     program's
     */
    public record Input(int index, int axes, List<Integer> order, DType dtype) implements Step {
        public Input {
            order = List.copyOf(order);
        }

        /** One whose axes are in the program's order. */
        public Input(int index, int axes, DType dtype) {
            this(index, axes, List.of(), dtype);
        }

        /** One with all axes, or a scalar. */
        public Input(int index, boolean elementwise, DType dtype) {
            this(index, elementwise ? ALL : 0, dtype);
        }

        /** Whether its elements are those of the program's shape, in their order. */
        public boolean isDense() {
            return axes == ALL && order.isEmpty();
        }

        /** Whether it is read by strides: it is neither dense nor a scalar. */
        public boolean isStrided() {
            return axes != 0 && !isDense();
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
     *
     * @param order the axes of the operand in the order of the array whose elements are added up,
     *     the outermost first; empty if that is the program's
     */
    public record Reduce(Kernels.Reduction f, int x, int axes, List<Integer> order)
            implements Step {
        public Reduce {
            order = List.copyOf(order);
        }

        /** In the program's order. */
        public Reduce(Kernels.Reduction f, int x, int axes) {
            this(f, x, axes, List.of());
        }

        /** Over all elements. */
        public Reduce(Kernels.Reduction f, int x) {
            this(f, x, 0);
        }
    }

    /**
     * A value along other axes: one that is transposed.
     *
     * @param to by axis of the program's shape: which one it becomes, of the same extent
     */
    public record Arrange(int x, List<Integer> to) implements Step {
        public Arrange {
            to = List.copyOf(to);
        }

        /** What becomes of some axes. */
        public int of(int axes) {
            return moved(axes, to);
        }
    }

    /** What becomes of some axes, one bit for each. */
    public static int moved(int axes, List<Integer> to) {
        int moved = 0;
        for (int axis = 0; axis < to.size(); axis++) {
            moved |= (axes >> axis & 1) << to.get(axis);
        }
        return axes == ALL ? ALL : moved;
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
        } else if (step instanceof Arrange arrange) {
            return new int[] {arrange.x};
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
        } else if (step instanceof Arrange arrange) {
            return arrange.of(known.applyAsInt(arrange.x));
        }
        int axes = 0;
        for (int operand : operands(step)) {
            axes |= known.applyAsInt(operand);
        }
        return axes == all && axes != 0 ? ALL : axes;
    }

    /** The axes that a step itself names, whatever those of its operands are. */
    public static int namedAxes(Step step) {
        return axes(step, of -> 0, ALL);
    }

    /** Whether a step names some of the axes, and not all, or an order of them. */
    public static boolean namesAxes(Step step) {
        int axes = namedAxes(step);
        return axes != 0 && axes != ALL || !order(step).isEmpty();
    }

    /** The axes that a step names in an order, or those that axes become. */
    public static List<Integer> order(Step step) {
        if (step instanceof Input input) {
            return input.order;
        } else if (step instanceof Reduce reduce) {
            return reduce.order;
        }
        return step instanceof Arrange arrange ? arrange.to : List.of();
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
        return isSum
                && reduce.axes == 0
                && reduce.order.isEmpty()
                && (axes[reduce.x] == ALL || axes[reduce.x] == 0);
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
                    || step instanceof Arrange
                    || isPartial && !(step instanceof Input)
                    || step instanceof Reduce reduce && !isWhole(reduce, axes)) {
                return false;
            }
        }
        return outputs.stream().allMatch(o -> axes[o.step] == ALL || axes[o.step] == 0);
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

    /** Adds what the steps of a set depend on to it. */
    public void addOperands(BitSet set) {
        for (int i = set.length() - 1; i >= 0; i = set.previousSetBit(i - 1)) {
            for (int operand : operands(steps.get(i))) {
                set.set(operand);
            }
        }
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
            return given(input, arguments.get(input.index), kernels);
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

    /** By axis of the shape: how far apart the elements of an input are; 0 if it lacks the axis. */
    public int[] strides(Input input) {
        if (input.order.isEmpty()) {
            return Shapes.broadcastStrides(extents(input.axes), shape);
        }
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int i = input.order.size() - 1; i >= 0; i--) {
            int axis = input.order.get(i);
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** The value of an input, of the shape of {@link #extents}. */
    public Array given(Input input, Array argument, Kernels kernels) {
        int[] extents = extents(input.axes);
        if (input.order.isEmpty()) {
            return kernels.reshape(argument, extents);
        }
        int[] own = whole(input.order);
        int[] as = IntStream.of(own).map(axis -> extents[axis]).toArray();
        return kernels.permute(kernels.reshape(argument, as), inverse(own));
    }

    /** All axes, those first that are not named. */
    private int[] whole(List<Integer> order) {
        return IntStream.concat(
                        IntStream.range(0, shape.length).filter(axis -> !order.contains(axis)),
                        order.stream().mapToInt(Integer::intValue))
                .toArray();
    }

    /** The permutation that undoes another one. */
    public static int[] inverse(int... permutation) {
        int[] inverse = new int[permutation.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation[i]] = i;
        }
        return inverse;
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
        } else if (step instanceof Arrange arrange) {
            int[] to = arrange.to.stream().mapToInt(Integer::intValue).toArray();
            return kernels.permute(values.apply(arrange.x), inverse(to));
        }
        Reduce reduce = (Reduce) step;
        Array x = values.apply(reduce.x);
        x = x.shape().length == 0 ? kernels.broadcast(x, shape) : x;
        if (!reduce.order.isEmpty()) {
            return reducedInOrder(reduce, x, kernels);
        }
        int[] over =
                IntStream.range(0, shape.length).filter(i -> (reduce.axes >> i & 1) == 0).toArray();
        Array reduced = kernels.reduce(reduce.f, x, over, true);
        return kernels.reshape(reduced, extents(reduce.axes));
    }

    private Array reducedInOrder(Reduce reduce, Array x, Kernels kernels) {
        int[] order = whole(reduce.order);
        int[] over =
                IntStream.range(0, order.length)
                        .filter(i -> (reduce.axes >> order[i] & 1) == 0)
                        .toArray();
        Array reduced = kernels.reduce(reduce.f, kernels.permute(x, order), over, true);
        Array back = kernels.permute(reduced, inverse(order));
        return kernels.reshape(back, extents(reduce.axes));
    }
}
