package org.higher.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.io.Place;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * A file with what a training run needs to go on.
 *
 * <pre>{@code
 * Checkpoint.builder()
 *         .params("model", net.params())
 *         .optimizer("outer", outer)
 *         .number("iteration", 100)
 *         .save(file);
 *
 * Checkpoint saved = Checkpoint.load(file);
 * saved.restoreAll(all -> all
 *         .copyInto("model", net.params())
 *         .restore("outer", outer));
 * long iteration = saved.longValue("iteration");
 * }</pre>
 *
 * <p>The file is read and verified as a whole by {@link #load}. Each method below checks all that
 * it is about to change before it changes anything, and throws a {@link CheckpointException} if
 * something does not fit; {@link #restoreAll} does so for several. Tensors keep their bits, and
 * their element type.
 *
 * <p>The format is a ZIP file with NumPy arrays and a JSON manifest: {@code docs/checkpoints.md}.
 */
public final class Checkpoint {
    private final Path file;
    private final Map<String, Entry> entries;

    private Checkpoint(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Collects what is to be saved. */
    public static CheckpointBuilder builder() {
        return new CheckpointBuilder();
    }

    /**
     * Reads a file.
     *
     * @throws IOException if there is none, or it can't be read
     * @throws CheckpointException if it is no checkpoint, damaged, or of a newer format
     */
    public static Checkpoint load(Path file) throws IOException {
        Savable.argument(file, "load", "file");
        try (Archive archive = Archive.open(file)) {
            return new Checkpoint(file, ManifestReader.read(archive));
        } catch (OutOfMemoryError e) {
            // All that has been read so far is garbage now.
            throw new CheckpointException(
                    file,
                    "what it holds does not fit into the heap; give the JVM more by -Xmx, or, if the"
                            + " file may be damaged, go back to an earlier one",
                    e);
        }
    }

    /** The names of what it holds, in the order in which it was given. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * Parts of a checkpoint that are put into place together, all or none: {@link #restoreAll}.
     *
     * <p>Each call checks its part; nothing is changed before all of them are made.
     */
    public interface Restoration {
        /**
         * Assigns the saved parameters and buffers to a model's own.
         *
         * @param live the model's own tensors: {@code net.params()}
         * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
         *     result of an operation
         */
        Restoration copyInto(String name, ParamTree live);

        /**
         * Assigns saved tensors to these.
         *
         * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
         *     result of an operation
         */
        Restoration copyInto(String name, Map<String, Tensor> live);

        /**
         * Assigns the saved overrides to these tensors.
         *
         * @throws CheckpointException if names, numbers, shapes or element types differ, or a
         *     tensor is the result of an operation
         */
        Restoration copyInto(String name, Overrides<?> live);

        /**
         * Lets an optimizer go on from the saved state.
         *
         * @throws CheckpointException if it has another rule, or groups of other parameters, or
         *     another state for it was named before
         */
        Restoration restore(String name, Optimizer<?> optimizer);
    }

    /**
     * Puts several parts into place, all or none.
     *
     * <pre>{@code
     * saved.restoreAll(all -> all
     *         .copyInto("model", net.params())
     *         .restore("outer", outer)
     *         .copyInto("learned", learned));
     * }</pre>
     *
     * <p>If one of them does not fit, or the code that names them fails, nothing has changed.
     *
     * @param parts names the parts
     * @throws CheckpointException if one does not fit
     */
    public void restoreAll(Consumer<Restoration> parts) {
        Savable.argument(parts, "restoreAll", "function that names parts");
        Restoring restoration = new Restoring(this);
        parts.accept(restoration);
        restoration.run();
    }

    // models

    /**
     * A tree like this one, with the saved parameters and buffers.
     *
     * <p>The tree itself stays as it is. New parameters are leaves, frozen where the tree's are;
     * those that are tied in the tree are tied.
     *
     * @throws CheckpointException if names, shapes or element types differ
     */
    public <P extends ParamTree> P params(String name, P tree) {
        Matched matched = match(name, tree);
        Map<Tensor, Tensor> parameters = new IdentityHashMap<>();
        matched.parameters.forEach(
                (own, saved) -> parameters.put(own, saved.withRequiresGrad(own.requiresGrad())));
        Leaves leaves = Leaves.named(tree);
        return LeafSource.unflatten(
                tree,
                leaves.parameters().stream().map(parameters::get).toList(),
                leaves.bufferPaths().stream()
                        .map(path -> Objects.requireNonNull(matched.buffers.get(path), path))
                        .map(Tensor::detach)
                        .toList());
    }

    /**
     * Assigns the saved parameters and buffers to a model's own, all or none.
     *
     * @param live the model's own tensors: {@code net.params()}
     * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
     *     result of an operation
     */
    public void copyInto(String name, ParamTree live) {
        restoreAll(all -> all.copyInto(name, live));
    }

    /**
     * Assigns saved tensors to these, all or none.
     *
     * @throws CheckpointException if names, shapes or element types differ, or a tensor is the
     *     result of an operation
     */
    public void copyInto(String name, Map<String, Tensor> live) {
        restoreAll(all -> all.copyInto(name, live));
    }

    /** Saved parameters, and after them buffers, by their dotted path. */
    public Map<String, Tensor> tensors(String name) {
        Map<String, Tensor> tensors = merged(name);
        tensors.replaceAll((path, tensor) -> tensor.detach());
        return Collections.unmodifiableMap(tensors);
    }

    Map<String, Tensor> merged(String name) {
        Entry.Model model = entry(name, Entry.Model.class, "tensors");
        Map<String, Tensor> all = new LinkedHashMap<>(model.parameters());
        all.putAll(model.buffers());
        return all;
    }

    Matched match(String name, ParamTree tree) {
        Savable.argument(tree, "parameters of " + name, "tree of them");
        Entry.Model saved = entry(name, Entry.Model.class, "the parameters of a model");
        return checked(
                name,
                () -> {
                    Map<String, Tensor> named = Params.named(tree);
                    Map<Tensor, Tensor> parameters = new IdentityHashMap<>();
                    Matching.match("parameter", saved.parameters(), named)
                            .forEach((path, value) -> parameters.put(named.get(path), value));
                    return new Matched(
                            parameters,
                            Matching.match("buffer", saved.buffers(), Params.buffers(tree)));
                });
    }

    /**
     * What was saved for the tensors of a tree.
     *
     * @param parameters by the tree's own, which may be in several places
     * @param buffers by path
     */
    record Matched(Map<Tensor, Tensor> parameters, Map<String, Tensor> buffers) {}

    // optimizers

    /**
     * Lets an optimizer go on from the saved state.
     *
     * @throws CheckpointException if it has another rule, or groups of other parameters
     */
    public void restore(String name, Optimizer<?> optimizer) {
        restoreAll(all -> all.restore(name, optimizer));
    }

    /**
     * The saved state, as one of this optimizer, which stays as it is.
     *
     * @throws CheckpointException if it has another rule, or groups of other parameters
     */
    public OptimizerState optimizerState(String name, Optimizer<?> optimizer) {
        Savable.argument(optimizer, "state of " + name, "optimizer");
        Entry.States saved = entry(name, Entry.States.class, "the state of an optimizer");
        return checked(name, () -> States.decode(saved, optimizer));
    }

    // hyperparameters

    /**
     * The saved overrides, as new tensors: leaves that require a gradient where the saved ones did.
     *
     * <p>Their names are checked when they are given to an optimizer.
     */
    public <R extends UpdateRule<?>> Overrides<R> overrides(String name) {
        Overrides<R> overrides = Overrides.none();
        Entry.Hyperparameters saved = hyperparameters(name);
        for (Map.Entry<String, List<Tensor>> e : saved.values().entrySet()) {
            List<Tensor> values =
                    e.getValue().stream().map(t -> t.withRequiresGrad(t.requiresGrad())).toList();
            overrides =
                    saved.byParameter().contains(e.getKey())
                            ? overrides.withEachParameter(e.getKey(), values)
                            : overrides.withEach(e.getKey(), values);
        }
        return overrides;
    }

    /**
     * Assigns the saved overrides to these tensors, all or none.
     *
     * @throws CheckpointException if names, numbers, shapes or element types differ, or a tensor is
     *     the result of an operation
     */
    public void copyInto(String name, Overrides<?> live) {
        restoreAll(all -> all.copyInto(name, live));
    }

    Entry.Hyperparameters hyperparameters(String name) {
        return entry(name, Entry.Hyperparameters.class, "overrides");
    }

    // numbers and texts

    /**
     * A saved whole number.
     *
     * @throws CheckpointException if there is none of this name
     */
    public long longValue(String name) {
        Object value = entry(name, Entry.Single.class, "a whole number").value();
        if (!(value instanceof Long number)) {
            throw fail(
                    name,
                    "it is "
                            + Place.shown(value.toString())
                            + ", no whole number; ask for doubleValue or text");
        }
        return number;
    }

    /**
     * A saved number.
     *
     * @throws CheckpointException if there is none of this name
     */
    public double doubleValue(String name) {
        Object value = entry(name, Entry.Single.class, "a number").value();
        if (!(value instanceof Number number)) {
            throw fail(name, "it is a text; ask for text");
        }
        return number.doubleValue();
    }

    /**
     * A saved text.
     *
     * @throws CheckpointException if there is none of this name
     */
    public String text(String name) {
        Object value = entry(name, Entry.Single.class, "a text").value();
        if (!(value instanceof String text)) {
            throw fail(name, "it is the number " + value + "; ask for longValue or doubleValue");
        }
        return text;
    }

    // errors

    private <E extends Entry> E entry(String name, Class<E> type, String wanted) {
        Savable.argument(name, file.toString(), "name of an entry");
        Entry entry = entries.get(name);
        if (entry == null) {
            throw fail(
                    name,
                    "there is no such entry;"
                            + Matching.hint(name, entries.keySet())
                            + " the file has "
                            + Place.shown(entries.keySet()));
        }
        if (!type.isInstance(entry)) {
            throw fail(name, "it is " + entry.describe() + ", not " + wanted);
        }
        return type.cast(entry);
    }

    /** Runs checks, and adds file and entry to what they complain about. */
    private <T> T checked(String name, Supplier<T> checks) {
        try {
            return checks.get();
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, Place.shown(name) + ": " + e.getMessage(), e);
        }
    }

    CheckpointException fail(String name, String fact) {
        return new CheckpointException(file, Place.shown(name) + ": " + fact);
    }

    /** As {@link #checked}, of checks without a result. */
    void check(String name, Runnable checks) {
        checked(
                name,
                () -> {
                    checks.run();
                    return name;
                });
    }
}
