package org.higher.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.ops.passes.Seeds;
import org.higher.internal.tape.BackwardPass;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;

/**
 * Gradients of outputs with respect to chosen tensors.
 *
 * <pre>{@code
 * List<Tensor> slopes = Grad.grad(loss, weights);
 *
 * Gradients graph = Grad.of(loss).createGraph().with(weights);   // can be differentiated again
 * Gradients product = Grad.of(y).seeds(v).with(x);               // vᵀ · dy/dx
 * }</pre>
 *
 * <p>The tensors may be leaves or results on the way. Only operations between them and the outputs
 * are looked at, one after the other, so chains of any length are fine. Graphs are not used up: the
 * same output can be differentiated again, and by several threads at once.
 *
 * <p>An output with a {@linkplain Tensor task axis} is differentiated for each task: a scalar is
 * one number for each, and so is a seed. Gradients with respect to tensors that have the axis are
 * those of each task, with respect to one that tasks share they are summed over the tasks.
 */
public final class Grad {
    private final List<Tensor> outputs;
    private List<Tensor> seeds = List.of();
    private boolean createGraph;

    /** Tensors below which nothing is looked at. */
    private List<Tensor> variables = List.of();

    private Grad(List<Tensor> outputs) {
        this.outputs = outputs;
    }

    /**
     * The gradient of a scalar.
     *
     * @throws IllegalArgumentException if an input requires no gradient, or the output does not
     *     depend on it; {@link #gradOrZeros} has zeros there
     */
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
        return of(output).with(inputs).orThrow("grad");
    }

    /** The gradient of a scalar; zeros where it does not depend on an input. */
    public static List<Tensor> gradOrZeros(Tensor output, List<Tensor> inputs) {
        return of(output).with(inputs).orZeros();
    }

    /** The gradient of a scalar; empty where it does not depend on an input. */
    public static List<Optional<Tensor>> gradOrEmpty(
            Tensor output, List<Tensor> inputs, boolean createGraph) {
        Grad grad = of(output);
        return (createGraph ? grad.createGraph() : grad).with(inputs).toList();
    }

    /** Starts from outputs, whose gradients are added up. */
    public static Grad of(Tensor... outputs) {
        return of(Arrays.asList(Checks.given("grad", "the list of outputs", outputs)));
    }

    /** Starts from outputs, whose gradients are added up. */
    public static Grad of(List<Tensor> outputs) {
        Checks.given("grad", "the list of outputs", outputs);
        outputs.forEach(output -> Checks.given("grad", "the output", output));
        return new Grad(List.copyOf(outputs));
    }

    /** The vectors of the vector-Jacobian product, one for each output; ones if not given. */
    public Grad seeds(Tensor... vectors) {
        return seeds(Arrays.asList(Checks.given("seeds", "the list of seeds", vectors)));
    }

    /** The vectors of the vector-Jacobian product, one for each output; ones if not given. */
    public Grad seeds(List<Tensor> vectors) {
        Checks.given("seeds", "the list of seeds", vectors);
        vectors.forEach(vector -> Checks.given("seeds", "a seed", vector));
        seeds = List.copyOf(vectors);
        return this;
    }

    /** Records the gradients themselves, even within {@link NoGrad}. */
    public Grad createGraph() {
        createGraph = true;
        return this;
    }

    /**
     * Partial derivatives: some tensors count as independent variables.
     *
     * <p>Each is held fixed while another varies, even where one was computed from the other, so
     * nothing below them is looked at. Values are then the same as if all were leaves; recorded
     * gradients are functions of them, and can be differentiated further down.
     */
    public Grad partial(List<Tensor> independent) {
        Checks.given("partial", "the list of tensors", independent);
        independent.forEach(tensor -> Checks.given("partial", "a tensor", tensor));
        variables = List.copyOf(independent);
        return this;
    }

    /** As {@link #with(List)}. */
    public Gradients with(Tensor... inputs) {
        return with(List.of(inputs));
    }

    /**
     * The gradients with respect to some tensors; one that does not require a gradient has none.
     *
     * @throws IllegalArgumentException if no output requires a gradient, or one without a seed is
     *     no scalar, or a seed is not like its output; a seed without tasks holds for all
     * @throws IllegalStateException if a leaf was assigned since it was used
     */
    public Gradients with(List<Tensor> inputs) {
        Set<Node> targets = nodes("grad", inputs);
        Set<Node> ends = nodes("partial", variables);
        Supplier<Map<Node, Value>> pass =
                () ->
                        BackwardPass.to(
                                targets,
                                ends,
                                values(outputs),
                                starts("grad"),
                                ReductionOps::sumTo);
        Map<Node, Value> found =
                createGraph ? Recording.recorded(pass) : Recording.with(false, pass);
        List<Optional<Tensor>> gradients = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            gradients.add(
                    Optional.ofNullable(input.value().node()).map(found::get).map(Tensor::tensor));
        }
        return new Gradients(inputs, gradients);
    }

    private static Set<Node> nodes(String caller, List<Tensor> tensors) {
        Checks.given(caller, "the list of tensors", tensors);
        Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor tensor : tensors) {
            Node node = Checks.given(caller, "a tensor", tensor).value().node();
            if (node != null) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** Adds the gradients of a scalar to the leaves below it. */
    static void backward(Tensor output) {
        if (output.taskCount() != 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "backward: %s has a value for each task; add them up first, with"
                                    + " sumOfTasks() or meanOfTasks()",
                            Messages.kind(output.value())));
        }
        Grad grad = of(output);
        NoGrad.run(
                () ->
                        BackwardPass.toLeaves(
                                values(grad.outputs),
                                grad.starts("backward"),
                                ReductionOps::sumTo));
    }

    /** The gradients to begin with, checked. */
    private List<Value> starts(String caller) {
        return Seeds.of(caller, values(outputs), values(seeds));
    }

    private static List<Value> values(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::value).toList();
    }
}
