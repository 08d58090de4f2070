package org.higher.io;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.tensor.Tensor;

/**
 * Parts of a checkpoint that are put into place together, all or none: {@link
 * Checkpoint#restoreAll}.
 *
 * <p>Each call checks its part; nothing is changed before all of them are made.
 */
public final class Restoration {
    private final Checkpoint saved;
    private final Assignments assignments = new Assignments();
    private final Map<Optimizer<?>, Part> optimizers = new IdentityHashMap<>();
    private boolean done;

    Restoration(Checkpoint saved) {
        this.saved = saved;
    }

    /** What an optimizer is about to go on from. */
    private record Part(String name, OptimizerState state) {}

    /**
     * Assigns the saved parameters and buffers to a model's own.
     *
     * @param live the model's own tensors: {@code net.params()}
     * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
     *     result of an operation
     */
    public Restoration copyInto(String name, ParamTree live) {
        checkOpen();
        Checkpoint.Matched matched = saved.match(name, live);
        return add(
                name,
                () -> {
                    Params.named(live)
                            .forEach(
                                    (path, own) ->
                                            assignments.add(
                                                    "parameter " + path,
                                                    own,
                                                    Objects.requireNonNull(
                                                            matched.parameters().get(own))));
                    Params.buffers(live)
                            .forEach(
                                    (path, own) ->
                                            assignments.add(
                                                    "buffer " + path,
                                                    own,
                                                    Objects.requireNonNull(
                                                            matched.buffers().get(path))));
                });
    }

    /**
     * Assigns saved tensors to these.
     *
     * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
     *     result of an operation
     */
    public Restoration copyInto(String name, Map<String, Tensor> live) {
        Savable.argument(live, "copyInto " + name, "map of tensors");
        return assign(name, "tensor", saved.merged(name), live);
    }

    /**
     * Assigns the saved overrides to these tensors.
     *
     * @throws CheckpointException if names, numbers, shapes or element types differ, or a tensor is
     *     the result of an operation
     */
    public Restoration copyInto(String name, Overrides<?> live) {
        Savable.argument(live, "copyInto " + name, "override");
        return assign(
                name,
                "override",
                numbered(saved.hyperparameters(name).values()),
                numbered(live.asMap()));
    }

    /** {@code lr} where it is one for all groups, else {@code lr.0} and so on. */
    private static Map<String, Tensor> numbered(Map<String, List<Tensor>> values) {
        Map<String, Tensor> numbered = new LinkedHashMap<>();
        values.forEach(
                (key, tensors) -> {
                    for (int i = 0; i < tensors.size(); i++) {
                        numbered.put(tensors.size() == 1 ? key : key + "." + i, tensors.get(i));
                    }
                });
        return numbered;
    }

    /**
     * Lets an optimizer go on from the saved state.
     *
     * @throws CheckpointException if it has another rule, or groups of other parameters, or another
     *     state for it was named before
     */
    public Restoration restore(String name, Optimizer<?> optimizer) {
        checkOpen();
        Part part = new Part(name, saved.optimizerState(name, optimizer));
        Part other = optimizers.putIfAbsent(optimizer, part);
        if (other != null && !other.name().equals(name)) {
            throw saved.fail(
                    name, "the optimizer goes on from " + other.name() + " already; name one");
        }
        return this;
    }

    private Restoration assign(
            String name, String what, Map<String, Tensor> values, Map<String, Tensor> live) {
        checkOpen();
        live.forEach((key, own) -> Savable.argument(own, name + ": " + key, "tensor"));
        return add(
                name,
                () -> {
                    Map<String, Tensor> matched = Matching.match(what, values, live);
                    live.forEach(
                            (key, own) ->
                                    assignments.add(
                                            what + " " + key,
                                            own,
                                            Objects.requireNonNull(matched.get(key), key)));
                });
    }

    private Restoration add(String name, Runnable checked) {
        saved.check(name, checked);
        return this;
    }

    private void checkOpen() {
        if (done) {
            throw new IllegalStateException(
                    "restoreAll: it is over, and this part would change nothing; name it inside");
        }
    }

    /** Puts everything into place; assignments, which can't fail any more, last. */
    void run() {
        done = true;
        List<Runnable> undo = new ArrayList<>();
        try {
            optimizers.forEach(
                    (optimizer, part) -> {
                        OptimizerState before = optimizer.state();
                        saved.check(part.name(), () -> optimizer.restore(part.state()));
                        undo.add(() -> optimizer.restore(before));
                    });
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
        assignments.run();
    }
}
