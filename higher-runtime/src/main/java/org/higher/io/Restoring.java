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

/** Collects what {@link Checkpoint#restoreAll} is to put into place. */
final class Restoring implements Checkpoint.Restoration {
    private final Checkpoint saved;
    private final Assignments assignments = new Assignments();
    private final Map<Optimizer<?>, Part> optimizers = new IdentityHashMap<>();
    private boolean done;

    Restoring(Checkpoint saved) {
        this.saved = saved;
    }

    /** What an optimizer is about to go on from. */
    private record Part(String name, OptimizerState state) {}

    @Override
    public Checkpoint.Restoration copyInto(String name, ParamTree live) {
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

    @Override
    public Checkpoint.Restoration copyInto(String name, Map<String, Tensor> live) {
        Savable.argument(live, "copyInto " + name, "map of tensors");
        return assign(name, "tensor", saved.merged(name), live);
    }

    @Override
    public Checkpoint.Restoration copyInto(String name, Overrides<?> live) {
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

    @Override
    public Checkpoint.Restoration restore(String name, Optimizer<?> optimizer) {
        checkOpen();
        Part part = new Part(name, saved.optimizerState(name, optimizer));
        Part other = optimizers.putIfAbsent(optimizer, part);
        if (other != null && !other.name().equals(name)) {
            throw saved.fail(
                    name, "the optimizer goes on from " + other.name() + " already; name one");
        }
        return this;
    }

    private Checkpoint.Restoration assign(
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

    private Checkpoint.Restoration add(String name, Runnable checked) {
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
