package org.higher.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.higher.internal.ops.passes.Unreached;
import org.higher.internal.tape.Handles;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * The gradient of a meta-batch: what its tasks contribute, added up in their order.
 *
 * <p>It is the one place where losses of tasks are differentiated and summed, wherever the tasks
 * run, so that all ways to run them round alike.
 */
public final class MetaGradient {
    private final List<Tensor> parameters;
    private final List<Double> losses = new ArrayList<>();
    private final List<Optional<Tensor>> sums;

    /** The sum of nothing. */
    public MetaGradient(List<Tensor> parameters) {
        Arguments.nonNull("MetaBatch", parameters, "list of parameters");
        parameters.forEach(parameter -> Arguments.nonNull("MetaBatch", parameter, "parameter"));
        this.parameters = List.copyOf(parameters);
        this.sums = new ArrayList<>(Collections.nCopies(parameters.size(), Optional.empty()));
    }

    /**
     * What one task contributes, or several that were added up before.
     *
     * @param losses one for each task
     * @param gradients one for each parameter; empty where no loss depends on it
     */
    public record Part(List<Double> losses, List<Optional<Tensor>> gradients) {
        public Part {
            losses = List.copyOf(losses);
            gradients = List.copyOf(gradients);
        }
    }

    /**
     * Differentiates the loss of a task.
     *
     * @param divisor what the loss is divided by before it is differentiated: the number of tasks,
     *     for their mean
     * @param loss computes the loss of a task, a scalar
     */
    public static <T> Function<T, Part> part(
            int divisor, List<Tensor> parameters, Function<? super T, Tensor> loss) {
        Arguments.nonNull("MetaBatch", loss, "function of a task");
        return task -> {
            Tensor value = loss.apply(task);
            if (value == null) {
                throw new IllegalArgumentException("MetaBatch: the loss is null; return a tensor");
            }
            Tensor scaled = divisor == 1 ? value : value.div(divisor);
            return new Part(List.of(value.item()), Grad.of(scaled).with(parameters).toList());
        };
    }

    /** Adds what the next task contributes. */
    public void add(Part part) {
        losses.addAll(part.losses());
        for (int i = 0; i < sums.size(); i++) {
            Optional<Tensor> sum = sums.get(i);
            Optional<Tensor> own = part.gradients().get(i);
            sums.set(
                    i,
                    sum.isPresent() && own.isPresent()
                            ? own.map(sum.get()::add)
                            : sum.or(() -> own));
        }
    }

    /** What has been added, as one part. */
    public Part sum() {
        return new Part(losses, sums);
    }

    /** The losses of the tasks, in their order. */
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    /**
     * The sums, one for each parameter.
     *
     * @param caller for the message
     * @throws IllegalArgumentException if no task's loss depends on a parameter
     */
    public List<Tensor> checked(String caller) {
        Unreached.check(
                caller,
                "no task's loss depends on",
                parameters.stream().map(Handles.of(Tensor.class)::value).toList(),
                i -> sums.get(i).isPresent());
        return orZeros();
    }

    /** The sums, with zeros for parameters that no task's loss depends on. */
    public List<Tensor> orZeros() {
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            gradients.add(sums.get(i).orElseGet(parameters.get(i)::zerosLike));
        }
        return gradients;
    }
}
