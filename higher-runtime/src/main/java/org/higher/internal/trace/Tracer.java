package org.higher.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Tracing: a backend that computes nothing and records what it is asked for as a {@link Program}.
 *
 * <p>Code that is given the tracer's inputs runs as usual, branches, helper methods and derivative
 * rules included. It may read scalars, which are computed then; what it does holds for that value.
 * Anything but elementwise functions on arrays of one shape, scalars, sums and norms ends in {@link
 * Untraceable}.
 */
public final class Tracer implements Backend {
    /** Of a thread that only looks at the code that it runs: whether nothing has stopped it. */
    private static final ThreadLocal<@Nullable Boolean> LOOKING = new ThreadLocal<>();

    private final DType dtype;
    private final int[] shape;
    private final BackendDevice device = new BackendDevice(this, 0, "a tracer");
    private final TracingKernels kernels = new TracingKernels(this);
    private final List<Program.Step> steps = new ArrayList<>();
    private final Map<Program.Step, Integer> places = new HashMap<>();
    private final BitSet elementwise = new BitSet();
    private final List<Array> inputs = new ArrayList<>();
    private boolean readSums;

    /** For arrays of a type and a shape, and scalars. */
    public Tracer(DType dtype, int[] shape) {
        this.dtype = dtype;
        this.shape = shape;
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

    /** Stands for an array: of the tracer's type and shape, or of one element. */
    public Array input(Array array) {
        boolean elementwise = Arrays.equals(array.shape(), shape);
        if (elementwise ? array.dtype() != dtype : array.size() != 1) {
            throw new Untraceable(array.dtype() + " " + Arrays.toString(array.shape()));
        }
        inputs.add(array);
        return add(
                new Program.Input(inputs.size() - 1, elementwise, array.dtype()),
                array.dtype(),
                array.shape());
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
            handedOut.add(new Program.Output(traced.step(), traced.shape()));
        }
        return new Program(dtype, shape, inputs.size(), steps, handedOut);
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

    /** What was computed before is not computed again. */
    Traced add(Program.Step step, DType as, int... ofShape) {
        Integer known = places.putIfAbsent(step, steps.size());
        if (known != null) {
            return new Traced(this, known, as, ofShape);
        }
        if (Program.isElementwise(step, elementwise::get)) {
            elementwise.set(steps.size());
        }
        steps.add(step);
        return new Traced(this, steps.size() - 1, as, ofShape);
    }

    /** The value of a scalar now: code that reads it goes on as it would without a tracer. */
    double item(Traced x) {
        if (isElementwise(x)) {
            throw new Untraceable("reading an element");
        }
        if (steps.get(x.step()) instanceof Program.Constant constant) {
            return constant.value();
        }
        readSums |= steps.stream().anyMatch(Program.Reduce.class::isInstance);
        Array number = new Traced(this, x.step(), dtype);
        Kernels real = inputs.get(0).backend().kernels();
        return real.item(real.run(program(List.of(number)), inputs).get(0));
    }

    /** Whether the code has read a scalar that depends on the elements of arrays. */
    public boolean hasReadSums() {
        return readSums;
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

    /** Whether there is a value for each element. */
    boolean isElementwise(Traced x) {
        return elementwise.get(x.step());
    }

    /** The shape that arrays broadcast to, if it is the tracer's or that of scalars. */
    int[] together(Traced a, Traced b) {
        int[] both = Shapes.broadcast(a.shape(), b.shape());
        if (Shapes.size(both) != 1 && !Arrays.equals(both, shape)) {
            throw new Untraceable("an array of shape " + Arrays.toString(both));
        }
        return both;
    }

    int[] shape() {
        return shape;
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
