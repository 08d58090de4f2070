package org.higher.io.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.io.Place;
import org.higher.internal.reflect.Spelling;
import org.higher.tensor.Tensor;

/**
 * PyTorch's state dict: the parameters and buffers of a model by PyTorch's names, in its layout.
 *
 * <pre>{@code
 * StateDict.load(Path.of("net.safetensors")).copyInto(net);
 * }</pre>
 *
 * <p>A tensor's name is its path in the model, such as {@code encoder.weight}, where a field may be
 * called {@code selfAttn} for {@code self_attn}; layers of a {@link org.higher.nn.Sequential} are
 * {@code 0}, {@code 1}, ... Other names are turned into these by {@link #rename(String, String)}.
 * Layers that PyTorch lays out differently are translated: {@code weight_ih_l0_reverse} and the
 * like of recurrent layers, {@code in_proj_weight} of attention, the running statistics of batch
 * normalization, whose {@code num_batches_tracked} is passed over.
 *
 * <p>Each tensor of the model must be there, in its shape and element type, and none may be left
 * over, unless one says so. What a state dict does not have, the model must have of its own:
 * strides, the number of heads, eps, dropout, activations.
 *
 * <p>State dicts are immutable; each method that changes something returns another one.
 */
public final class StateDict {
    private final Map<String, Tensor> tensors;
    private final String source;
    private final boolean strict;

    private StateDict(Map<String, Tensor> tensors, String source, boolean strict) {
        this.tensors = Collections.unmodifiableMap(tensors);
        this.source = source;
        this.strict = strict;
    }

    /**
     * What did not match by name, in a state dict that is not strict.
     *
     * @param missing PyTorch's names of what the model has and the state dict has not
     * @param unexpected what the state dict has and the model has not
     */
    public record Report(List<String> missing, List<String> unexpected) {}

    // where they come from

    /**
     * Reads a file of safetensors or of {@code numpy.savez}; which of them, its first bytes say.
     *
     * @throws IOException if there is no such file, or it can't be read
     * @throws WeightsException if it is neither, or {@link Safetensors#load} or {@link Npz#load}
     *     refuses it
     */
    public static StateDict load(Path file) throws IOException {
        WeightFiles.given(file, "StateDict.load", "file");
        Map<String, Tensor> tensors = isZip(file) ? Npz.load(file) : Safetensors.load(file);
        return new StateDict(tensors, file.toString(), true);
    }

    private static boolean isZip(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false; // and the reader says what is wrong
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'});
        }
    }

    /** Tensors by PyTorch's names, such as {@link Npz#load} and {@link Safetensors#load} return. */
    public static StateDict of(Map<String, Tensor> tensors) {
        Map<String, Tensor> detached = WeightFiles.writable("StateDict.of", tensors);
        return new StateDict(detached, "state dict", true);
    }

    /** The parameters and buffers of a model, for PyTorch. */
    public static <P extends ParamTree> StateDict of(FunctionalModule<P, ?> net) {
        return of(net, WeightFiles.given(net, "StateDict.of", "model").params());
    }

    /**
     * Parameters and buffers of a model, such as those of an inner loop, for PyTorch.
     *
     * <p>Names are those of fields, as they are: where the model in Python has others, {@linkplain
     * #rename(UnaryOperator) rename} them.
     *
     * @throws IllegalArgumentException if a layer has no counterpart: attention in which some, but
     *     not all of the projections have biases
     */
    public static <P extends ParamTree> StateDict of(FunctionalModule<P, ?> net, P params) {
        WeightFiles.given(net, "StateDict.of", "model");
        WeightFiles.given(params, "StateDict.of", "tree of parameters");
        Map<String, Tensor[]> parts = new LinkedHashMap<>();
        TorchNames.slots(net, params, Leaves.named(params))
                .forEach(
                        (slot, own) ->
                                parts.computeIfAbsent(
                                                        slot.name(),
                                                        name -> new Tensor[slot.parts()])[
                                                slot.part()] =
                                        own.detach());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parts.forEach((name, all) -> tensors.put(name, joined(name, all)));
        return of(tensors);
    }

    private static Tensor joined(String name, Tensor[] parts) {
        if (Arrays.stream(parts).anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "StateDict.of: "
                            + Place.shown(name)
                            + " is of "
                            + parts.length
                            + " parts in PyTorch, and the model has not all of them; give each"
                            + " projection a bias, or none");
        }
        return parts.length == 1 ? parts[0] : Tensor.concat(0, List.of(parts));
    }

    /**
     * Writes it as the ending of the file says: {@code .safetensors}, or {@code .npz}.
     *
     * @throws IllegalArgumentException if it ends in another way, or there is a tensor that such a
     *     file can't hold
     * @throws IOException if the file can't be written; what was there before stays
     */
    public void save(Path file) throws IOException {
        String name =
                String.valueOf(WeightFiles.given(file, "StateDict.save", "file").getFileName());
        if (name.endsWith(".safetensors")) {
            Safetensors.save(file, tensors(), Map.of("format", "pt"));
        } else if (name.endsWith(".npz")) {
            Npz.save(file, tensors());
        } else {
            throw new IllegalArgumentException(
                    "StateDict: "
                            + name
                            + " ends in neither .safetensors nor .npz; give it the ending of the"
                            + " format that is meant");
        }
    }

    /** The tensors by PyTorch's names. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    // changes before they are used

    /**
     * Other names for the tensors below one, and for itself.
     *
     * <p>{@code rename("features.0", "first")} makes {@code first.weight} of {@code
     * features.0.weight}; {@code rename("module", "")} leaves out what all names begin with, and
     * {@code rename("", "encoder")} puts something before them.
     *
     * @param from a name, or what comes before a dot in several
     * @param to the same of the model
     * @throws WeightsException if there is no such name, or two tensors get one
     */
    public StateDict rename(String from, String to) {
        WeightFiles.given(from, "rename", "name");
        WeightFiles.given(to, "rename", "name");
        checkAny("rename", from);
        return rename(name -> isBelow(name, from) ? moved(name, from, to) : name);
    }

    private static String moved(String name, String from, String to) {
        String rest = name.substring(from.length());
        String below = rest.startsWith(".") && !from.isEmpty() ? rest.substring(1) : rest;
        return to.isEmpty() || below.isEmpty() ? to + below : to + "." + below;
    }

    /**
     * Another name for each tensor.
     *
     * @throws WeightsException if two tensors get one
     */
    public StateDict rename(UnaryOperator<String> names) {
        WeightFiles.given(names, "rename", "function");
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    String other = WeightFiles.given(names.apply(name), "rename " + name, "name");
                    if (renamed.put(other, tensor) != null) {
                        throw new WeightsException(
                                String.format(
                                        "%s: rename: two tensors are called '%s' then; give each a"
                                                + " name of its own",
                                        source, Place.shown(other)));
                    }
                });
        return new StateDict(renamed, source, strict);
    }

    /**
     * All but the tensors below a name, and itself.
     *
     * @throws WeightsException if there is no such name
     */
    public StateDict without(String prefix) {
        WeightFiles.given(prefix, "without", "name");
        checkAny("without", prefix);
        Predicate<String> left = name -> !isBelow(name, prefix);
        Map<String, Tensor> others = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    if (left.test(name)) {
                        others.put(name, tensor);
                    }
                });
        return new StateDict(others, source, strict);
    }

    private static boolean isBelow(String name, String prefix) {
        return prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private void checkAny(String call, String prefix) {
        if (tensors.keySet().stream().noneMatch(name -> isBelow(name, prefix))) {
            throw new WeightsException(
                    String.format(
                            "%s: %s: no tensor is called '%s', or begins so before a dot;%s there"
                                    + " are %s",
                            source,
                            call,
                            Place.shown(prefix),
                            Spelling.hint(prefix, tensors.keySet()),
                            Place.shown(tensors.keySet())));
        }
    }

    /**
     * The tensors in an element type; those that have another are rounded to it.
     *
     * <p>Without it, a tensor of another type than the model's is an error.
     */
    public StateDict to(DType dtype) {
        WeightFiles.given(dtype, "to", "element type");
        Map<String, Tensor> converted = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> converted.put(name, tensor.to(dtype)));
        return new StateDict(converted, source, strict);
    }

    /**
     * Whether all names must match, as they must if nothing is said.
     *
     * <p>If not, tensors of the model that are missing stay as they are, and those that are left
     * over are passed over; {@link #report} lists both. Shapes and element types must fit anyway.
     */
    public StateDict strict(boolean on) {
        return new StateDict(tensors, source, on);
    }

    // where they go

    /** As {@link #params(FunctionalModule, ParamTree)}, like the model's own parameters. */
    public <P extends ParamTree> P params(FunctionalModule<P, ?> net) {
        return params(net, WeightFiles.given(net, "params", "model").params());
    }

    /**
     * A tree with these parameters and buffers; the model stays as it is.
     *
     * <p>New parameters are leaves, frozen where the given tree's are; those that are tied in it
     * are tied.
     *
     * @param like decides on element types and devices: {@code Params.to(net.params(),
     *     DType.FLOAT64)} for weights in double
     * @throws WeightsException if names, shapes or element types differ
     */
    public <P extends ParamTree> P params(FunctionalModule<P, ?> net, P like) {
        Matching matching = checked("params", net, like);
        Leaves leaves = Leaves.of(like);
        Map<Tensor, Tensor> made = new IdentityHashMap<>();
        List<Tensor> parameters =
                leaves.parameters().stream()
                        .map(own -> made.computeIfAbsent(own, o -> leaf(o, matching)))
                        .toList();
        List<Tensor> buffers =
                leaves.buffers().stream()
                        .map(own -> made.computeIfAbsent(own, o -> leaf(o, matching)))
                        .toList();
        return LeafSource.unflatten(like, parameters, buffers);
    }

    private static Tensor leaf(Tensor own, Matching matching) {
        return Optional.ofNullable(matching.values().get(own))
                .map(value -> value.to(own.device()))
                .orElse(own)
                .detach()
                .withRequiresGrad(own.requiresGrad());
    }

    /**
     * Assigns these parameters and buffers to a model's own, all or none.
     *
     * @return what did not match, if this is not strict
     * @throws WeightsException if names, shapes or element types differ, or a tensor of the model
     *     is the result of a recorded operation
     */
    public <P extends ParamTree> Report copyInto(FunctionalModule<P, ?> net) {
        WeightFiles.given(net, "copyInto", "model");
        Matching matching = checked("copyInto", net, net.params());
        matching.slots()
                .forEach(
                        (slot, own) -> {
                            if (!own.isLeaf() || own.taskCount() != 0) {
                                throw new WeightsException(
                                        String.format(
                                                "%s: %s: it is the result of a recorded operation,"
                                                        + " or of several tasks, and can't be"
                                                        + " assigned; load into a model that has"
                                                        + " not run yet",
                                                source, slot.path()));
                            }
                        });
        matching.values().forEach((own, value) -> own.assign(value.to(own.device())));
        return matching.report();
    }

    /** What does not match by name, whether or not this is strict. */
    public <P extends ParamTree> Report report(FunctionalModule<P, ?> net) {
        WeightFiles.given(net, "report", "model");
        return Matching.of(tensors, net, net.params()).report();
    }

    private <P extends ParamTree> Matching checked(
            String call, FunctionalModule<P, ?> net, P tree) {
        WeightFiles.given(net, call, "model");
        WeightFiles.given(tree, call, "tree of parameters");
        Matching matching = Matching.of(tensors, net, tree);
        matching.check(source, strict);
        return matching;
    }
}
