package org.higher.tensor;

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
import org.higher.internal.backend.ReleasedArray;
import org.higher.internal.trace.Tracer;
import org.higher.internal.trace.Untraceable;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise code as one operation: one pass over memory, and one place on the tape.
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

    private final String name;
    private final UnaryOperator<List<Tensor>> code;

    private Fused(String name, UnaryOperator<List<Tensor>> code) {
        this.name = name;
        this.code = code;
    }

    /** Whether there is something to gain where the largest tensor is like this one. */
    public static boolean pays(Tensor largest) {
        return largest.data().size() >= LEAST && largest.data().backend().fuses();
    }

    /**
     * What some code computes, in one pass; empty if it cannot be.
     *
     * @param name for messages
     * @param code pure; may be called any number of times, with other tensors of the same shapes
     * @param inputs everything that it depends on
     */
    public static Optional<List<Tensor>> apply(
            String name, UnaryOperator<List<Tensor>> code, List<Tensor> inputs) {
        return new Fused(name, code).inOnePass(inputs);
    }

    private static Tensor largest(List<Tensor> inputs) {
        Tensor largest = inputs.get(0);
        for (Tensor input : inputs) {
            largest = input.data().size() > largest.data().size() ? input : largest;
        }
        return largest;
    }

    private Optional<List<Tensor>> inOnePass(List<Tensor> inputs) {
        try {
            return Optional.of(traced(inputs));
        } catch (Untraceable stop) {
            return Optional.empty();
        }
    }

    private List<Tensor> traced(List<Tensor> inputs) {
        Tensor largest = largest(inputs);
        Tracer tracer = new Tracer(largest.dtype(), largest.data().shape());
        List<Tensor> standIns = new ArrayList<>(inputs.size());
        List<Array> arrays = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            Tensor standIn =
                    new Tensor(tracer.input(input.data()), null, input.tasks(), input.isNumber());
            standIns.add(input.requiresGrad() ? standIn.withRequiresGrad(true) : standIn);
            arrays.add(input.data());
        }
        List<Tensor> results = new ArrayList<>(NoGrad.get(() -> code.apply(standIns)));
        List<Array> traces = results.stream().map(Tensor::data).toList();
        // what is handed through unchanged is no result of ours
        int[] made =
                IntStream.range(0, traces.size())
                        .filter(i -> input(tracer, results.get(i), inputs) < 0)
                        .toArray();
        List<Array> outputs = Arrays.stream(made).mapToObj(traces::get).toList();
        Program program = tracer.program(outputs);
        List<Array> values = largest.kernels().run(program, arrays);
        BitSet kept = program.readByDerivatives();
        if (tracer.hasReadSums()) {
            kept.set(0, inputs.size()); // to read the same ones again
        }
        Iterator<Tensor> recorded = record(inputs, kept, values, made, results).iterator();
        for (int i = 0; i < results.size(); i++) {
            int input = tracer.indexOfInput(traces.get(i));
            results.set(i, input < 0 ? recorded.next() : inputs.get(input));
        }
        return results;
    }

    /** The input that a result is, unchanged; -1 if it is none. */
    private static int input(Tracer tracer, Tensor result, List<Tensor> inputs) {
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
     * @param places of the values among all results
     * @param traced all results, without contents
     */
    private List<Tensor> record(
            List<Tensor> inputs,
            BitSet kept,
            List<Array> values,
            int[] places,
            List<Tensor> traced) {
        Node.Edge edges = null;
        Node.Read reads = null;
        List<Tensor> arguments = new ArrayList<>(inputs);
        for (int i = 0; i < inputs.size() && NoGrad.isRecording(); i++) {
            Tensor input = inputs.get(i);
            if (input.node() != null) {
                edges = new Node.Edge(input.node(), new JointRule.Place(i), edges);
            }
            if (!kept.get(i) && input.data().size() > 1) {
                arguments.set(
                        i,
                        new Tensor(new ReleasedArray(input.data()), input.node(), input.tasks()));
            } else if (input.isLeaf()) {
                reads = new Node.Read(input, reads);
            }
        }
        if (edges == null) {
            return IntStream.range(0, places.length)
                    .mapToObj(i -> result(values.get(i), null, traced.get(places[i])))
                    .toList();
        }
        JointRule rule = new Derivative(arguments, traced.size());
        Node joint = new Node(name, new int[0], 0, edges, reads, rule);
        List<Tensor> results = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Node.Edge edge = new Node.Edge(joint, new JointRule.Place(places[i]), null);
            Tensor like = traced.get(places[i]);
            Node node = new Node(name, like.shapeRef(), like.taskCount(), edge, null);
            results.add(result(values.get(i), node, like));
        }
        return results;
    }

    private static Tensor result(Array value, @Nullable Node node, Tensor like) {
        return new Tensor(value, node, like.tasks(), like.isNumber());
    }

    /** The derivative of the code, as code. */
    private final class Derivative implements JointRule {
        private final List<Tensor> inputs;
        private final int values;

        Derivative(List<Tensor> inputs, int values) {
            this.inputs = List.copyOf(inputs);
            this.values = values;
        }

        @Override
        public int values() {
            return values;
        }

        @Override
        public int arguments() {
            return inputs.size();
        }

        @Override
        public @Nullable Tensor[] vjp(@Nullable Tensor[] gradients, boolean[] wanted) {
            List<Tensor> all = new ArrayList<>(inputs);
            for (Tensor gradient : gradients) {
                if (gradient != null) {
                    all.add(gradient);
                }
            }
            boolean[] given = new boolean[gradients.length];
            for (int i = 0; i < given.length; i++) {
                given[i] = gradients[i] != null;
            }
            // the code says each time it is run which gradients there are; it says the same
            boolean[] present = new boolean[inputs.size()];
            UnaryOperator<List<Tensor>> derivative = x -> gradients(x, given, wanted, present);
            List<Tensor> found =
                    apply(name, derivative, all).orElseGet(() -> derivative.apply(all));
            @Nullable Tensor[] results = new Tensor[inputs.size()];
            int next = 0;
            for (int i = 0; i < results.length; i++) {
                results[i] = present[i] ? found.get(next++) : null;
            }
            return results;
        }

        /**
         * The gradients of those inputs that are wanted and have one.
         *
         * @param x the inputs, then the gradients of those values that are given
         */
        private List<Tensor> gradients(
                List<Tensor> x, boolean[] given, boolean[] wanted, boolean[] present) {
            boolean graph = NoGrad.isRecording();
            return NoGrad.recording(
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
