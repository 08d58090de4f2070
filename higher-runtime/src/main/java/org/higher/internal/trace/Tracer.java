package org.higher.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Program;
import org.jspecify.annotations.Nullable;

/**
 * Tracing: a backend that computes nothing and records what it is asked for as a {@link Program}.
 *
 * <p>Code that is given the tracer's inputs runs as usual, branches, helper methods and derivative
 * rules included. It may read scalars, which are computed then; what it does holds for that value.
 * Anything but elementwise functions on arrays that broadcast to one shape, reductions,
 * transpositions, and extents of 1 that come and go ends in {@link Untraceable}.
 *
 * <p>Each axis of an array has a place among the axes of that shape. A transposition permutes the
 * places and computes nothing. Where arrays are combined that have one axis at different places,
 * all but one of them are moved ({@link Rearrangement}).
 */
public final class Tracer implements Backend {
    /** Of a thread that only looks at the code that it runs: whether nothing has stopped it. */
    private static final ThreadLocal<@Nullable Boolean> LOOKING = new ThreadLocal<>();

    /** As many as an int has bits, but for the sign. */
    private static final int MOST_AXES = 31;

    private final DType dtype;
    private final int[] shape;
    private final Places placing;
    private final boolean hasTasks;
    private final BackendDevice device = new BackendDevice(this, 0, "a tracer");
    private final TracingKernels kernels = new TracingKernels(this);
    private final List<Program.Step> steps = new ArrayList<>();
    private final Map<Program.Step, Integer> positions = new HashMap<>();

    /** By step: its axes among those of the shape whose extent is not 1. */
    private final List<Integer> axes = new ArrayList<>();

    /** One bit for each axis whose extent is not 1. */
    private final int all;

    private final List<Array> inputs = new ArrayList<>();
    private boolean keepsInputs;

    /**
     * For arrays of a type, and of a shape or what broadcasts to it.
     *
     * @param hasTasks whether the first axis is that of tasks
     */
    public Tracer(DType dtype, int[] shape, boolean hasTasks) {
        this.dtype = dtype;
        this.shape = shape;
        this.placing = new Places(shape);
        this.hasTasks = hasTasks;
        if (shape.length > MOST_AXES) {
            throw new Untraceable(shape.length + " axes");
        }
        int bits = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            bits |= shape[axis] == 1 ? 0 : 1 << axis;
        }
        this.all = bits;
    }

    /**
     * Runs code that is looked at, and will be run again.
     *
     * @throws Untraceable if it does what no program can say, whatever it has caught
     */
    public static <T> T looking(Supplier<T> code) {
        Boolean outer = LOOKING.get();
        LOOKING.set(true);
        try {
            T result = code.get();
            if (isStopped()) {
                throw new Untraceable("what the code has caught");
            }
            return result;
        } catch (RuntimeException thrown) {
            throw isStopped() ? new Untraceable("what the code has caught") : thrown;
        } finally {
            if (outer == null) {
                LOOKING.remove();
            }
        }
    }

    private static boolean isStopped() {
        return Boolean.FALSE.equals(LOOKING.get());
    }

    /** From now on, the look at code has ended, also where the code goes on. */
    static void stop() {
        if (LOOKING.get() != null) {
            LOOKING.set(false);
        }
    }

    /** Stops the look at code that is about to do what is not the same another time. */
    public static void refuse(String what) {
        if (LOOKING.get() != null) {
            throw new Untraceable(what);
        }
    }

    /**
     * Stands for an array, of the tracer's type or of one element, whose shape broadcasts.
     *
     * @param ofTasks whether its first axis is that of tasks
     */
    public Array input(Array array, boolean ofTasks) {
        int[] of = array.shape();
        int[] known = Places.none(of.length);
        boolean hasOwnTasks = ofTasks && of[0] != 1;
        if (hasOwnTasks && (!hasTasks || of[0] != shape[0])) {
            throw new Untraceable("an array of other tasks");
        }
        if (hasOwnTasks) {
            known[0] = 0;
        }
        int least = hasTasks ? 1 : 0;
        int first = hasOwnTasks ? 1 : 0;
        int lead = shape.length - of.length;
        boolean broadcasts =
                IntStream.range(first, of.length)
                        .filter(i -> of[i] != 1)
                        .allMatch(i -> lead + i >= least && of[i] == shape[lead + i]);
        for (int i = first; i < of.length && broadcasts; i++) {
            known[i] = lead + i; // where broadcasting would put it
        }
        return inputAt(array, placing.placed(known, least, of));
    }

    /**
     * As {@link #input(Array, boolean)}.
     *
     * @param at its places
     */
    public Array inputAt(Array array, int... at) {
        int of = Places.axes(at);
        int[] extents = array.shape();
        boolean fits =
                IntStream.range(0, at.length)
                        .allMatch(i -> extents[i] == (at[i] == Places.NONE ? 1 : shape[at[i]]));
        if (!fits || !Places.areDistinct(at) || of != 0 && array.dtype() != dtype) {
            throw new Untraceable(array.dtype() + " " + Arrays.toString(array.shape()));
        }
        inputs.add(array);
        return add(
                new Program.Input(inputs.size() - 1, allOr(of), Places.order(at), array.dtype()),
                array.dtype(),
                at,
                array.shape());
    }

    /** By axis of an array: which one of the tracer's it is. */
    public int[] places(Array array) {
        return own(array).places().clone();
    }

    private int allOr(int of) {
        return of == all && of != 0 ? Program.ALL : of;
    }

    /**
     * What led to some arrays, to be handed out by {@link #handedOut}.
     *
     * @param outputs of this tracer
     */
    public Program program(List<Array> outputs) {
        List<Program.Output> handedOut = new ArrayList<>(outputs.size());
        for (Array output : outputs) {
            Traced traced = own(output);
            int step = isScalar(traced) ? traced.step() : spread(traced);
            int[] extents = traced.shape();
            int[] ordered = IntStream.of(inOrder(traced)).map(axis -> extents[axis]).toArray();
            handedOut.add(new Program.Output(step, isInOrder(traced) ? extents : ordered));
        }
        return MergedAxes.of(
                new Program(dtype, shape, inputs.size(), List.copyOf(steps), handedOut));
    }

    /** Whether its elements are in the program's order, or all the same. */
    private boolean isInOrder(Traced x) {
        return x.order().isEmpty() || isScalar(x);
    }

    /** The axes of an array, those of an extent of 1 first, then by their places. */
    private static int[] inOrder(Traced x) {
        return IntStream.range(0, x.places().length)
                .boxed()
                .sorted(Comparator.comparing(axis -> x.places()[axis]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The values of some arrays, with their axes in order.
     *
     * @param values of their program
     */
    public List<Array> handedOut(List<Array> outputs, List<Array> values) {
        List<Array> handedOut = new ArrayList<>(values);
        for (int i = 0; i < handedOut.size(); i++) {
            Traced traced = own(outputs.get(i));
            if (!isInOrder(traced)) {
                Kernels kernels = values.get(i).backend().kernels();
                int[] axes = Program.inverse(inOrder(traced));
                handedOut.set(i, kernels.permute(values.get(i), axes));
            }
        }
        return handedOut;
    }

    /** The input that an array is, unchanged in shape and order, too; -1 if it is none. */
    public int indexOfInput(Array array) {
        Traced traced = own(array);
        return steps.get(traced.step()) instanceof Program.Input input
                        && Arrays.equals(traced.shape(), inputs.get(input.index()).shape())
                        && traced.order().equals(input.order())
                ? input.index()
                : -1;
    }

    /** Stops the look at code that brings its own arrays, if one of the devices is a tracer's. */
    public static void refuse(BackendDevice a, BackendDevice b) {
        if (a.backend() instanceof Tracer || b.backend() instanceof Tracer) {
            throw new Untraceable("an array that is no input");
        }
    }

    /** Keeps all inputs, if it is a tracer's device, for a derivative that its user has written. */
    public static void keepInputs(BackendDevice device) {
        if (device.backend() instanceof Tracer tracer) {
            tracer.keepsInputs = true;
        }
    }

    /** What was computed before is not computed again. */
    Traced add(Program.Step step, DType as, int[] at, int... ofShape) {
        return new Traced(this, position(step), as, at, ofShape);
    }

    /** Where a step is, or comes now. */
    int position(Program.Step step) {
        Integer known = positions.putIfAbsent(step, steps.size());
        if (known != null) {
            return known;
        }
        axes.add(Program.axes(step, axes::get, all));
        steps.add(step);
        return steps.size() - 1;
    }

    /** The step that has a value for each position of an array. */
    int spread(Traced x) {
        int of = allOr(Places.axes(x.places()));
        return axes.get(x.step()) == of ? x.step() : position(new Program.Spread(x.step(), of));
    }

    /** The value of a scalar now: code that reads it goes on as it would without a tracer. */
    double item(Traced x) {
        if (!isScalar(x)) {
            throw new Untraceable("reading an element");
        }
        if (steps.get(x.step()) instanceof Program.Constant constant) {
            return constant.value();
        }
        keepsInputs |= steps.stream().anyMatch(Program.Reduce.class::isInstance);
        Array number = new Traced(this, x.step(), dtype, new int[0]);
        Kernels real = inputs.get(0).backend().kernels();
        return real.item(real.run(program(List.of(number)), inputs).get(0));
    }

    /**
     * Whether a derivative may need inputs that the program's own derivative does not read: the
     * code has read a scalar that depends on the elements of arrays, or called a function with a
     * derivative of its user's, or the derivative may be {@link Untraceable}.
     */
    public boolean keepsInputs() {
        return keepsInputs;
    }

    /** The step whose negative this step is. */
    OptionalInt negated(int step) {
        return steps.get(step) instanceof Program.Apply apply && apply.f() == Kernels.Unary.NEG
                ? OptionalInt.of(apply.x())
                : OptionalInt.empty();
    }

    Traced own(Array x) {
        if (x instanceof Traced traced && traced.tracer() == this) {
            return traced;
        }
        throw new Untraceable("an array on " + x.device());
    }

    /** Whether there is one value, whatever the shape that it stands in. */
    boolean isScalar(Traced x) {
        return axes.get(x.step()) == 0;
    }

    /** Whether an array stands for each of the tracer's elements. */
    boolean isWhole(Traced x) {
        return Places.axes(x.places()) == all;
    }

    /** Whether the step of an array is elementwise. */
    boolean isElementwise(Traced x) {
        return axes.get(x.step()) == Program.ALL;
    }

    /** The places of the axes of a shape that arrays broadcast to. */
    int[] together(int[] both, Traced... parts) {
        int[] known = Places.none(both.length);
        boolean differ = !agree(known, List.of(parts));
        if (differ) {
            Arrays.fill(known, Places.NONE);
            agree(known, byPrecedence(parts));
        }
        int[] found = placing.placed(known, 0, both);
        // gradients of what is repeated may be along either place, and then not along one
        keepsInputs |= differ || placing.isAmbiguous(found, known, both);
        return found;
    }

    /**
     * Takes the places of arrays, of the first where they differ.
     *
     * @param known the places of what they broadcast to, as far as they are known by now
     * @return whether none differ
     */
    private boolean agree(int[] known, List<Traced> parts) {
        boolean agree = true;
        int taken = 0;
        for (Traced part : parts) {
            int lead = known.length - part.places().length;
            for (int axis = lead; axis < known.length; axis++) {
                int place = part.places()[axis - lead];
                // where it is repeated, it could as well be along another axis
                if (!has(part, place) || known[axis] == place) {
                    continue;
                }
                if (known[axis] == Places.NONE && (taken >> place & 1) == 0) {
                    known[axis] = place;
                    taken |= 1 << place;
                } else {
                    agree = false;
                }
            }
        }
        return agree;
    }

    /** Those first whose places ascend, and of these those with most axes. */
    private List<Traced> byPrecedence(Traced... parts) {
        List<Traced> sorted = new ArrayList<>(List.of(parts));
        sorted.sort(
                Comparator.comparing((Traced part) -> !part.order().isEmpty())
                        .thenComparing(part -> -Integer.bitCount(axes.get(part.step()) & all)));
        return sorted;
    }

    /** Whether an array has a value for each position along an axis of the tracer's. */
    private boolean has(Traced x, int place) {
        return place != Places.NONE && (axes.get(x.step()) >> place & 1) == 1;
    }

    /**
     * The step of an array that is broadcast, moved to places of the result.
     *
     * @param at the places of the result
     */
    int moved(Traced x, int... at) {
        int lead = at.length - x.places().length;
        boolean stays = true;
        for (int axis = 0; axis < x.places().length; axis++) {
            int place = x.places()[axis];
            stays &= at[lead + axis] == place || !has(x, place);
        }
        if (stays) {
            return x.step();
        }
        int[] to = Places.none(shape.length);
        for (int axis = 0; axis < x.places().length; axis++) {
            int place = x.places()[axis];
            if (has(x, place)) {
                to[place] = at[lead + axis];
            }
        }
        return new Rearrangement(this, placing.whole(to)).of(x.step());
    }

    Program.Step step(int position) {
        return steps.get(position);
    }

    /** The axes of an input, in its own order. */
    List<Integer> order(Program.Input input) {
        return input.order().isEmpty()
                ? IntStream.range(0, shape.length)
                        .filter(axis -> (input.axes() & all & 1 << axis) != 0)
                        .boxed()
                        .toList()
                : input.order();
    }

    /** The axes of a step, one bit for each. */
    int axesOf(int step) {
        return axes.get(step);
    }

    DType dtype() {
        return dtype;
    }

    /** Where the traced arrays are. */
    public BackendDevice device() {
        return device;
    }

    @Override
    public String name() {
        return "tracer";
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public List<BackendDevice> devices() {
        return List.of(device);
    }
}
