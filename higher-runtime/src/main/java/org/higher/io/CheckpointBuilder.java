package org.higher.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.AtomicFile;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.tensor.Tensor;

/**
 * Collects what goes into a checkpoint; made by {@link Checkpoint#builder}.
 *
 * <p>What is accepted can be loaded again. What can't be saved is refused by the method that is
 * given it, with an {@link IllegalArgumentException}: null, a tensor with a {@linkplain
 * Tensor#taskCount task axis}, text with half a character (a lone surrogate) or more than
 * 100,000,000 of them, names of more than 65,535.
 *
 * <p>Values are those of the moment when they are given: what changes afterwards is not saved. Each
 * thing has a name of its own, of letters, digits, {@code _}, {@code -} and dots.
 */
public final class CheckpointBuilder {
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    CheckpointBuilder() {}

    /** The parameters and buffers of a model, a tied parameter once. */
    public CheckpointBuilder params(String name, ParamTree params) {
        ParamTree tree = Savable.given(name, params, "model");
        return put(
                name,
                new Entry.Model(
                        detached(name, Params.named(tree)), detached(name, Params.buffers(tree))));
    }

    /** Tensors that belong to no model, by names of their own. */
    public CheckpointBuilder tensors(String name, Map<String, Tensor> tensors) {
        return put(name, new Entry.Model(detached(name, tensors), Map.of()));
    }

    /**
     * What an optimizer remembers; the settings of its rule are not saved.
     *
     * @throws IllegalArgumentException if a state has something in it that is no tensor, number,
     *     text, container or record
     */
    public CheckpointBuilder optimizer(String name, Optimizer<?> optimizer) {
        States.checkRestorable(name, Savable.given(name, optimizer, "optimizer"));
        return optimizer(name, optimizer, optimizer.state());
    }

    /**
     * What an inner loop has come to remember.
     *
     * @param optimizer what the loop started from
     * @param state what its differentiable version remembers
     * @throws IllegalArgumentException if the state has other groups, or something in it that is no
     *     tensor, number, text, container or record
     */
    public CheckpointBuilder optimizer(String name, Optimizer<?> optimizer, OptimizerState state) {
        return put(
                name,
                States.encode(
                        name,
                        Savable.given(name, optimizer, "optimizer"),
                        Savable.given(name, state, "state")));
    }

    /** Hyperparameters that are being learned. */
    public CheckpointBuilder overrides(String name, Overrides<?> overrides) {
        Map<String, List<Tensor>> values = new LinkedHashMap<>();
        Savable.given(name, overrides, "override")
                .asMap()
                .forEach(
                        (key, tensors) ->
                                values.put(
                                        key,
                                        tensors.stream()
                                                .map(t -> t.withRequiresGrad(t.requiresGrad()))
                                                .toList()));
        Set<String> byParameter = new LinkedHashSet<>(values.keySet());
        byParameter.removeIf(key -> !overrides.isByParameter(key));
        return put(name, new Entry.Hyperparameters(values, byParameter));
    }

    /** A whole number, such as the iteration, or a seed. */
    public CheckpointBuilder number(String name, long value) {
        return put(name, new Entry.Single(value));
    }

    /** A number, such as the best loss so far. */
    public CheckpointBuilder number(String name, double value) {
        return put(name, new Entry.Single(value));
    }

    /** A text, such as the settings of the run. */
    public CheckpointBuilder text(String name, String value) {
        return put(name, new Entry.Single(Savable.given(name, value, "text")));
    }

    /**
     * Writes the file, in place of one that is there.
     *
     * <p>It is written beside the old one under a name that ends in {@code .tmp}, and takes the old
     * one's name when it is complete: whenever this process dies, one of the two is there.
     *
     * <p>Permissions of the old file are kept. If the name is a symbolic link, the file that it
     * leads to is replaced, and the link stays. What processes that were killed have left beside
     * the file is removed. Several processes may save to one file: it is the whole of one of them.
     *
     * @throws IOException if it can't be written; then the old file is as it was
     * @throws IllegalArgumentException if a tensor has a {@linkplain Tensor#taskCount task axis}
     */
    public void save(Path file) throws IOException {
        Savable.argument(file, "save", "file");
        ManifestWriter manifest = new ManifestWriter(entries);
        AtomicFile.write(file, out -> Archive.write(manifest, out));
    }

    private CheckpointBuilder put(String name, Entry entry) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "checkpoint: '"
                            + Place.shown(String.valueOf(name))
                            + "' is no name; use letters, digits, _, - and dots, and begin with a"
                            + " letter, a digit or _");
        }
        Savable.characters(name, "the name", name, Limits.NAME);
        Savable.check(name, entry);
        if (entries.putIfAbsent(name, entry) != null) {
            throw new IllegalArgumentException(
                    "checkpoint: there is a '"
                            + Place.shown(name)
                            + "' already; names are used once");
        }
        return this;
    }

    private static Map<String, Tensor> detached(String name, Map<String, Tensor> tensors) {
        Map<String, Tensor> detached = new LinkedHashMap<>();
        Savable.given(name, tensors, "map of tensors")
                .forEach(
                        (path, tensor) ->
                                detached.put(
                                        Savable.given(name, path, "name of a tensor"),
                                        Savable.given(name, tensor, "tensor (" + path + ")")
                                                .detach()));
        return detached;
    }
}
