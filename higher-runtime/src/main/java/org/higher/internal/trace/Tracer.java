package org.higher.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
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
 * Anything but elementwise functions on arrays that broadcast to one shape, reductions, and extents
 * of 1 that come and go ends in {@link Untraceable}.
 */
public final class Tracer implements Backend {
    /** Of a thread that only looks at the code that it runs: whether nothing has stopped it. */
    private static final ThreadLocal<@Nullable Boolean> LOOKING = new ThreadLocal<>();

    /** As many as an int has bits, but for the sign. */
    private static final int MOST_AXES = 31;

    private final DType dtype;
    private final int[] shape;
    private final boolean hasTasks;
    private final BackendDevice device = new BackendDevice(this, 0, "a tracer");
    private final TracingKernels kernels = new TracingKernels(this);
    private final List<Program.Step> steps = new ArrayList<>();
    private final Map<Program.Step, Integer> places = new HashMap<>();

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
        int[] known = free(of.length);
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
        return inputAt(array, placed(known, least, of));
    }

    /**
     * As {@link #input(Array, boolean)}.
     *
     * @param at its places
     */
    public Array inputAt(Array array, int... at) {
        int of = axes(at);
        int[] extents = array.shape();
        boolean fits =
                IntStream.range(0, at.length)
                        .allMatch(i -> extents[i] == (at[i] == Traced.NONE ? 1 : shape[at[i]]));
        if (!fits || of != 0 && array.dtype() != dtype) {
            throw new Untraceable(array.dtype() + " " + Arrays.toString(array.shape()));
        }
        inputs.add(array);
        return add(
                new Program.Input(inputs.size() - 1, allOr(of), array.dtype()),
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

    private static int[] free(int count) {
        int[] free = new int[count];
        Arrays.fill(free, Traced.NONE);
        return free;
    }

    /**
     * The places of the axes of a shape: of those that are not known, the last ones of the same
     * extent.
     *
     * @param known those that are, others {@link Traced#NONE}
     * @param least the first place for another
     */
    private int[] placed(int[] known, int least, int... of) {
        int[] found = new int[of.length];
        int before = shape.length;
        for (int axis = of.length - 1; axis >= 0; axis--) {
            found[axis] = Traced.NONE;
            if (of[axis] == 1) {
                continue;
            }
            int place = known[axis];
            if (place == Traced.NONE) {
                place = before - 1;
                while (place >= 0 && shape[place] != of[axis]) {
                    place--;
                }
                place = place < least ? Traced.NONE : place;
            }
            if (place == Traced.NONE || place >= before) {
                throw new Untraceable("an array of shape " + Arrays.toString(of));
            }
            found[axis] = place;
            before = place;
        }
        return found;
    }

    /** One bit for each axis that is one of the tracer's. */
    static int axes(int... places) {
        int axes = 0;
        for (int place : places) {
            axes |= place == Traced.NONE ? 0 : 1 << place;
        }
        return axes;
    }

    /**
     * What led to some arrays.
     *
     * @param outputs of this tracer
     */
    public Program program(List<Array> outputs) {
        List<Program.Output> handedOut = new ArrayList<>(outputs.size());
        for (Array output : outputs) {
            Traced traced = own(output);
            int step = isScalar(traced) ? traced.step() : spread(traced);
            handedOut.add(new Program.Output(step, traced.shape()));
        }
        int[] merged = merged();
        if (merged.length == 0) {
            return new Program(dtype, shape, inputs.size(), steps, handedOut);
        }
        int[] extents = new int[Arrays.stream(merged).max().orElseThrow() + 1];
        Arrays.fill(extents, 1);
        for (int axis = 0; axis < merged.length; axis++) {
            extents[merged[axis]] *= shape[axis];
        }
        List<Program.Step> over = steps.stream().map(step -> over(merged, step)).toList();
        return new Program(dtype, extents, inputs.size(), over, handedOut);
    }

    /**
     * By axis: which one it becomes where neighbours that steps have together are made one; empty
     * if no step has some of the axes only.
     */
    private int[] merged() {
        List<Integer> named = new ArrayList<>();
        for (Program.Step step : steps) {
            int of = named(step);
            if (of != 0 && of != Program.ALL) {
                named.add(of);
            }
        }
        if (named.isEmpty()) {
            return new int[0];
        }
        int[] merged = new int[shape.length];
        int last = Traced.NONE;
        for (int axis = 0; axis < merged.length; axis++) {
            merged[axis] = axis == 0 ? 0 : merged[axis - 1];
            if (shape[axis] != 1) {
                int before = last;
                int now = axis;
                boolean isAlone =
                        before != Traced.NONE
                                && named.stream()
                                        .anyMatch(of -> (of >> before & 1) != (of >> now & 1));
                merged[axis] += isAlone ? 1 : 0;
                last = axis;
            }
        }
        return merged;
    }

    /** The axes that a step itself names. */
    private static int named(Program.Step step) {
        if (step instanceof Program.Input input) {
            return input.axes();
        } else if (step instanceof Program.Reduce reduce) {
            return reduce.axes();
        }
        return step instanceof Program.Spread spread ? spread.axes() : 0;
    }

    /** A step over other axes. */
    private static Program.Step over(int[] merged, Program.Step step) {
        int of = named(step);
        if (of == 0 || of == Program.ALL) {
            return step;
        }
        int axes = 0;
        for (int axis = 0; axis < merged.length; axis++) {
            axes |= (of >> axis & 1) << merged[axis];
        }
        if (step instanceof Program.Input input) {
            return new Program.Input(input.index(), axes, input.dtype());
        } else if (step instanceof Program.Reduce reduce) {
            return new Program.Reduce(reduce.f(), reduce.x(), axes);
        }
        return new Program.Spread(((Program.Spread) step).x(), axes);
    }

    /** The input that an array is, unchanged in shape, too; -1 if it is none. */
    public int indexOfInput(Array array) {
        return steps.get(own(array).step()) instanceof Program.Input input
                        && Arrays.equals(array.shape(), inputs.get(input.index()).shape())
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
        return new Traced(this, place(step), as, at, ofShape);
    }

    private int place(Program.Step step) {
        Integer known = places.putIfAbsent(step, steps.size());
        if (known != null) {
            return known;
        }
        axes.add(Program.axes(step, axes::get, all));
        steps.add(step);
        return steps.size() - 1;
    }

    /** The step that has a value for each position of an array. */
    int spread(Traced x) {
        int of = allOr(axes(x.places()));
        return axes.get(x.step()) == of ? x.step() : place(new Program.Spread(x.step(), of));
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
     * Whether a derivative may need inputs that {@link Program#readByDerivatives} does not name:
     * the code has read a scalar that depends on the elements of arrays, or called a function with
     * a derivative of its user's, or the derivative may be {@link Untraceable}.
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
        return axes(x.places()) == all;
    }

    /** Whether the step of an array is elementwise. */
    boolean isElementwise(Traced x) {
        return axes.get(x.step()) == Program.ALL;
    }

    /** The places of the axes of a shape that arrays broadcast to. */
    int[] together(int[] both, Traced... parts) {
        int[] known = free(both.length);
        for (Traced part : parts) {
            int lead = both.length - part.places().length;
            for (int axis = lead; axis < both.length; axis++) {
                int place = part.places()[axis - lead];
                // where it is repeated, it could as well be along another axis
                if (place != Traced.NONE && (axes.get(part.step()) >> place & 1) == 1) {
                    if (known[axis] != Traced.NONE && known[axis] != place) {
                        throw new Untraceable("arrays along different axes");
                    }
                    known[axis] = place;
                }
            }
        }
        int[] found = placed(known, 0, both);
        // gradients of what is repeated may be along either place, and then not along one
        keepsInputs |= isAmbiguous(found, known, both);
        return found;
    }

    /** Whether axes that are not known could have places further left as well. */
    private boolean isAmbiguous(int[] found, int[] known, int... of) {
        int place = 0;
        for (int axis = 0; axis < found.length; axis++) {
            if (of[axis] == 1) {
                continue;
            }
            for (; known[axis] == Traced.NONE && place < found[axis]; place++) {
                if (shape[place] == of[axis]) {
                    return true;
                }
            }
            place = found[axis] + 1;
        }
        return false;
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
