package org.higher.internal.fusion;

import static org.higher.internal.tape.JointOp.jointOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Program;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TangentScope;
import org.higher.internal.tape.Value;
import org.higher.internal.trace.Tracer;
import org.higher.internal.trace.Untraceable;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Operator fusion: elementwise code and reductions as one operation, with one place on the tape,
 * and with one pass over memory, or one for each reduction that others wait for.
 *
 * <p>The code is a pure function of tensors, written in ordinary operations. It is run on tensors
 * without contents to learn what it computes, and then its results are computed together. So is its
 * derivative: what the rules of its operations do, run in the same way. As that is a function of
 * the same kind, derivatives of every order are exact, and none of the intermediate results is
 * kept, nor ever has a memory of its own.
 *
 * <p>Where code does what no such pass can, say a matrix product, it runs as if it had not been
 * fused.
 */
public final class Fused {
    /** Elements from which on the pass saves more than the look at the code takes. */
    static final int LEAST = 4096;

    /**
     * Elements times steps from which on a program saves more than it takes to find it. The
     * library's tests fuse smaller ones.
     */
    private static final int LEAST_WORK = Integer.getInteger("higher.fused.least", 1 << 17);

    private static final Handles<Tensor> TENSORS = Handles.of(Tensor.class);

    private final String name;
    private final UnaryOperator<List<Tensor>> code;

    /**
     * By input, for all or none: which axes it has among those that all have together. A gradient
     * has the axes of its value, which its shape may not tell.
     */
    private final List<int[]> places;

    /** Elements times steps that are not too little: derivatives of what was fused are fused. */
    private final int least;

    private Fused(String name, UnaryOperator<List<Tensor>> code, List<int[]> places, int least) {
        this.name = name;
        this.code = code;
        this.places = places;
        this.least = least;
    }

    /** Whether there is something to gain where the largest tensor is like this one. */
    public static boolean pays(Tensor largest) {
        Array array = TENSORS.value(largest).data();
        return array.size() >= LEAST && array.backend().fuses();
    }

    /**
     * What some code computes, in one pass; empty if it cannot be, or is too little.
     *
     * @param name for messages
     * @param code pure; may be called any number of times, with other tensors of the same shapes
     * @param inputs everything that it depends on
     */
    public static Optional<List<Tensor>> apply(
            String name, UnaryOperator<List<Tensor>> code, List<Tensor> inputs) {
        return new Fused(name, code, List.of(), LEAST_WORK).inOnePass(inputs);
    }

    private static Value largest(List<Value> inputs) {
        Value largest = inputs.get(0);
        for (Value input : inputs) {
            largest = input.data().size() > largest.data().size() ? input : largest;
        }
        return largest;
    }

    private Optional<List<Tensor>> inOnePass(List<Tensor> inputs) {
        TangentScope scope = TangentScope.of(values(inputs));
        if (scope != null) {
            return scope.outside(() -> new Dual(scope, inputs).inOnePass());
        }
        try {
            return Optional.of(traced(inputs));
        } catch (Untraceable stop) {
            return Optional.empty();
        }
    }

    private List<Tensor> traced(List<Tensor> tensors) {
        List<Value> inputs = values(tensors);
        Value largest = largest(inputs);
        Tracer tracer =
                new Tracer(largest.dtype(), largest.data().shape(), largest.taskCount() > 0);
        List<Tensor> standIns = new ArrayList<>(inputs.size());
        List<Array> arrays = new ArrayList<>(inputs.size());
        List<int[]> placesOfInputs = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            Array standIn =
                    i < places.size() && places.get(i).length == input.data().shape().length
                            ? tracer.inputAt(input.data(), places.get(i))
                            : tracer.input(input.data(), input.taskCount() > 0);
            placesOfInputs.add(tracer.places(standIn));
            Value value = new Value(standIn, null, input.tasks(), input.isNumber());
            standIns.add(TENSORS.handle(value.withRequiresGrad(input.requiresGrad())));
            arrays.add(input.data());
        }
        List<Value> results =
                values(Recording.with(false, () -> Tracer.looking(() -> code.apply(standIns))));
        List<Array> traces = results.stream().map(Value::data).toList();
        // what is handed through unchanged is no result of ours
        int[] made =
                IntStream.range(0, traces.size())
                        .filter(i -> input(tracer, results.get(i), inputs) < 0)
                        .toArray();
        List<Array> outputs = Arrays.stream(made).mapToObj(traces::get).toList();
        Program program = tracer.program(outputs);
        if (program.work() < least) {
            throw new Untraceable("what takes little time");
        }
        List<Array> values = tracer.handedOut(outputs, largest.kernels().run(program, arrays));
        BitSet kept = DerivativeReads.of(program, i -> inputs.get(i).requiresGrad());
        if (tracer.keepsInputs()) {
            kept.set(0, inputs.size());
        }
        List<int[]> placesOfResults = traces.stream().map(tracer::places).toList();
        Derivative derivative = new Derivative(placesOfInputs, placesOfResults);
        Iterator<Value> recorded =
                record(inputs, kept, values, made, results, derivative).iterator();
        List<Tensor> computed = new ArrayList<>(results.size());
        for (Array trace : traces) {
            int input = tracer.indexOfInput(trace);
            computed.add(input < 0 ? TENSORS.handle(recorded.next()) : tensors.get(input));
        }
        return computed;
    }

    /** The input that a result is, unchanged; -1 if it is none. */
    private static int input(Tracer tracer, Value result, List<Value> inputs) {
        int index = tracer.indexOfInput(result.data());
        if (index >= 0 && result.taskCount() != inputs.get(index).taskCount()) {
            throw new Untraceable("tasks on another axis");
        }
        return index;
    }

    /**
     * Puts values on the tape.
     *
     * @param kept the inputs whose values a derivative can depend on
     * @param made the places of the values among all results
     * @param traced all results, without contents
     */
    private List<Value> record(
            List<Value> inputs,
            BitSet kept,
            List<Array> values,
            int[] made,
            List<Value> traced,
            Derivative derivative) {
        List<Value> arguments = new ArrayList<>(inputs);
        List<Value> reads = new ArrayList<>();
        for (int i = 0; i < inputs.size() && Recording.isOn(); i++) {
            Value input = inputs.get(i);
            if (!kept.get(i) && input.data().size() > 1) {
                arguments.set(i, input.withoutElements());
            } else {
                reads.add(input);
            }
        }
        derivative.inputs = arguments.stream().map(TENSORS::handle).toList();
        JointOp op = jointOp(name, derivative);
        for (int i = 0; i < inputs.size(); i++) {
            op.wrt(inputs.get(i), i);
        }
        reads.forEach(op::reads);
        for (int i = 0; i < values.size(); i++) {
            Value like = traced.get(made[i]);
            op.value(values.get(i), made[i], like.tasks(), like.isNumber());
        }
        return op.record();
    }

    private static List<Value> values(List<Tensor> tensors) {
        return tensors.stream().map(TENSORS::value).toList();
    }

    /** The code in forward mode, as code: it computes its results and their tangents together. */
    private final class Dual {
        private final TangentScope scope;

        /** The inputs, then the tangents of those that have one. */
        private final List<Tensor> all;

        /** As {@link Fused#places}. */
        private final List<int[]> placesOfAll;

        private final boolean[] varied;

        /** Which results have a tangent; the code says it each time it is run. */
        private boolean[] present = {};

        Dual(TangentScope scope, List<Tensor> inputs) {
            this.scope = scope;
            all = new ArrayList<>(inputs);
            placesOfAll = new ArrayList<>(places);
            varied = new boolean[inputs.size()];
            for (int i = 0; i < varied.length; i++) {
                Value tangent = TENSORS.value(inputs.get(i)).tangent(scope);
                varied[i] = tangent != null;
                if (tangent != null) {
                    all.add(TENSORS.handle(tangent));
                    if (!places.isEmpty()) {
                        placesOfAll.add(places.get(i));
                    }
                }
            }
        }

        Optional<List<Tensor>> inOnePass() {
            return new Fused(name, this::run, placesOfAll, least).inOnePass(all).map(this::joined);
        }

        /** The results, then the tangents of those that have one. */
        private List<Tensor> run(List<Tensor> x) {
            return TangentScope.open(
                    inner -> {
                        List<Tensor> duals = new ArrayList<>(x.subList(0, varied.length));
                        int next = varied.length;
                        for (int i = 0; i < varied.length; i++) {
                            if (varied[i]) {
                                Value dual = TENSORS.value(duals.get(i)).without(inner);
                                Value tangent = TENSORS.value(x.get(next++));
                                duals.set(i, TENSORS.handle(dual.withTangent(inner, tangent)));
                            }
                        }
                        return apart(inner, code.apply(duals));
                    });
        }

        private List<Tensor> apart(TangentScope inner, List<Tensor> results) {
            List<Tensor> apart = new ArrayList<>(results);
            present = new boolean[results.size()];
            for (int i = 0; i < present.length; i++) {
                Value tangent = TENSORS.value(results.get(i)).tangent(inner);
                present[i] = tangent != null;
                if (tangent != null) {
                    apart.add(TENSORS.handle(tangent));
                }
            }
            return apart;
        }

        private List<Tensor> joined(List<Tensor> apart) {
            List<Tensor> results = new ArrayList<>(present.length);
            int next = present.length;
            for (int i = 0; i < present.length; i++) {
                Value result = TENSORS.value(apart.get(i)).without(scope); // it may be an input
                if (present[i]) {
                    result.withTangent(scope, TENSORS.value(apart.get(next++)));
                }
                results.add(TENSORS.handle(result));
            }
            return results;
        }
    }

    /** The derivative of the code, as code. */
    private final class Derivative implements JointOpRule {
        private final List<int[]> placesOfInputs;
        private final List<int[]> placesOfValues;
        private List<Tensor> inputs = List.of();

        Derivative(List<int[]> placesOfInputs, List<int[]> placesOfValues) {
            this.placesOfInputs = placesOfInputs;
            this.placesOfValues = placesOfValues;
        }

        @Override
        public int values() {
            return placesOfValues.size();
        }

        @Override
        public int arguments() {
            return inputs.size();
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            List<Tensor> all = new ArrayList<>(inputs);
            List<int[]> placesOfAll = new ArrayList<>(placesOfInputs);
            boolean[] given = new boolean[gradients.length];
            for (int i = 0; i < given.length; i++) {
                Value gradient = gradients[i];
                given[i] = gradient != null;
                if (gradient != null) {
                    all.add(TENSORS.handle(gradient));
                    placesOfAll.add(placesOfValues.get(i));
                }
            }
            // the code says each time it is run which gradients there are; it says the same
            boolean[] present = new boolean[inputs.size()];
            UnaryOperator<List<Tensor>> derivative = x -> gradients(x, given, wanted, present);
            List<Tensor> found =
                    new Fused(name, derivative, placesOfAll, 0)
                            .inOnePass(all)
                            .orElseGet(() -> derivative.apply(all));
            @Nullable Value[] results = new Value[inputs.size()];
            int next = 0;
            for (int i = 0; i < results.length; i++) {
                results[i] = present[i] ? TENSORS.value(found.get(next++)) : null;
            }
            return results;
        }

        /** {@link Dual} comes first, so no argument has a tangent that is looked at here. */
        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> results) {
            throw new IllegalStateException(name + ": differentiated in forward mode after fusion");
        }

        /**
         * The gradients of those inputs that are wanted and have one.
         *
         * @param x the inputs, then the gradients of those values that are given
         */
        private List<Tensor> gradients(
                List<Tensor> x, boolean[] given, boolean[] wanted, boolean[] present) {
            boolean graph = Recording.isOn();
            return Recording.with(
                    true,
                    () -> {
                        List<Tensor> copies = new ArrayList<>(x.subList(0, inputs.size()));
                        List<Tensor> targets = new ArrayList<>();
                        for (int i = 0; i < copies.size(); i++) {
                            if (wanted[i]) {
                                copies.set(i, copies.get(i).dup());
                                targets.add(copies.get(i));
                            }
                        }
                        List<Optional<Tensor>> found =
                                differentiate(copies, targets, x, given, graph);
                        List<Tensor> all = new ArrayList<>();
                        int next = 0;
                        for (int i = 0; i < copies.size(); i++) {
                            Optional<Tensor> gradient =
                                    wanted[i] ? found.get(next++) : Optional.empty();
                            present[i] = gradient.isPresent();
                            gradient.ifPresent(all::add);
                        }
                        return all;
                    });
        }

        private List<Optional<Tensor>> differentiate(
                List<Tensor> copies,
                List<Tensor> targets,
                List<Tensor> x,
                boolean[] given,
                boolean graph) {
            List<Tensor> values = code.apply(copies);
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> seeds = new ArrayList<>();
            int next = inputs.size();
            for (int i = 0; i < given.length; i++) {
                if (given[i]) {
                    Tensor seed = x.get(next++);
                    if (values.get(i).requiresGrad()) {
                        outputs.add(values.get(i));
                        seeds.add(seed);
                    }
                }
            }
            if (outputs.isEmpty()) {
                return targets.stream().map(target -> Optional.<Tensor>empty()).toList();
            }
            Grad grad =
                    Grad.of(outputs.toArray(Tensor[]::new))
                            .seeds(seeds.toArray(Tensor[]::new))
                            .partial(targets);
            return (graph ? grad.createGraph() : grad).with(targets).toList();
        }
    }
}
