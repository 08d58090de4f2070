package org.higher.io.weights;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.Tree;
import org.higher.nn.BatchNorm;
import org.higher.nn.Gru;
import org.higher.nn.GruCell;
import org.higher.nn.Lstm;
import org.higher.nn.LstmCell;
import org.higher.nn.MultiHeadAttention;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Rnn;
import org.higher.nn.RnnCell;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;

/**
 * What the tensors of a model are called in PyTorch's state dicts, and how they lie there.
 *
 * <p>A tensor's name is its path in the model, but for what layers of the library call differently.
 *
 * <p>Source: the reference of {@code torch.nn}, "Variables" of {@code LSTM}, {@code GRU}, {@code
 * RNN} and their cells; {@code torch/nn/modules/activation.py} for {@code MultiheadAttention},
 * {@code batchnorm.py} for the buffers of {@code BatchNorm2d}.
 */
final class TorchNames {
    private static final Pattern CELL = Pattern.compile("cells\\.(\\d+)\\.(\\w+)");
    private static final Pattern PROJECTION =
            Pattern.compile("(query|key|value|out)\\.(weight|bias)");

    /** What an in-projection is made of, in order. */
    private static final List<String> PROJECTIONS = List.of("query", "key", "value");

    /** The modules by their paths, the model itself under the empty one. */
    private final Map<String, Object> modules = new HashMap<>();

    /** By their paths. */
    private final Map<String, Tensor> tensors = new HashMap<>();

    private final Set<String> taken = new HashSet<>();

    private TorchNames(Object model) {
        modules.put("", model);
    }

    /**
     * The tensors of a tree, parameters before buffers, by where they are in a state dict.
     *
     * @param leaves of the tree, with their paths
     */
    static <P extends ParamTree> Map<Slot, Tensor> slots(
            FunctionalModule<P, ?> net, P tree, Leaves leaves) {
        TorchNames names = new TorchNames(net.model());
        Map<Tree, Object> known = Binder.modules(net, tree);
        leaves.trees()
                .forEach(
                        (path, inner) ->
                                Optional.ofNullable(known.get(inner))
                                        .ifPresent(module -> names.modules.put(path, module)));
        Map<Slot, Tensor> slots = new LinkedHashMap<>();
        names.addAll(leaves.parameterPaths(), leaves.parameters(), slots);
        names.addAll(leaves.bufferPaths(), leaves.buffers(), slots);
        return slots;
    }

    private void addAll(List<String> paths, List<Tensor> tensors, Map<Slot, Tensor> slots) {
        for (int i = 0; i < paths.size(); i++) {
            this.tensors.put(paths.get(i), tensors.get(i));
        }
        for (int i = 0; i < paths.size(); i++) {
            Tensor tensor = tensors.get(i);
            slot(paths.get(i)).ifPresent(slot -> add(slot, tensor, slots));
        }
    }

    private void add(Slot slot, Tensor tensor, Map<Slot, Tensor> slots) {
        if (!taken.add(slot.name() + "#" + slot.part())) {
            throw new IllegalArgumentException(
                    "state dict: two of the model's tensors are both called "
                            + slot.name()
                            + " in PyTorch; leave dots out of the keys of the model's maps");
        }
        slots.put(slot, tensor);
    }

    /** Where a tensor is; empty if PyTorch keeps none. */
    private Optional<Slot> slot(String path) {
        String prefix = ""; // of the state dict's names, with a dot at its end
        String at = ""; // the same of the model's paths
        while (true) {
            Object module =
                    Objects.requireNonNull(
                            modules.get(at.isEmpty() ? at : at.substring(0, at.length() - 1)));
            String rest = path.substring(at.length());
            if (module instanceof BatchNorm norm) {
                return batchNorm(norm, path, prefix, rest);
            }
            Optional<Slot> own = special(module, path, prefix, rest);
            if (own.isPresent()) {
                return own;
            }
            String step = step(at, path);
            if (step.isEmpty()) {
                return Optional.of(Slot.whole(path, prefix + rest));
            }
            at += step;
            prefix += module instanceof Sequential ? step.substring("layers.".length()) : step;
        }
    }

    /** The way from a module to the next one on a path, with a dot at its end; empty if none. */
    private String step(String at, String path) {
        for (int dot = path.indexOf('.', at.length()); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (modules.containsKey(path.substring(0, dot))) {
                return path.substring(at.length(), dot + 1);
            }
        }
        return "";
    }

    private Optional<Slot> special(Object module, String path, String prefix, String rest) {
        if (module instanceof Lstm lstm) {
            return cell(lstm.options(), path, prefix, rest);
        }
        if (module instanceof Gru gru) {
            return cell(gru.options(), path, prefix, rest);
        }
        if (module instanceof Rnn rnn) {
            return cell(rnn.options(), path, prefix, rest);
        }
        if (module instanceof LstmCell || module instanceof GruCell || module instanceof RnnCell) {
            return Optional.of(Slot.whole(path, prefix + SnakeCase.of(rest)));
        }
        return module instanceof MultiHeadAttention
                ? attention(path, prefix, rest)
                : Optional.empty();
    }

    private static Optional<Slot> batchNorm(
            BatchNorm norm, String path, String prefix, String rest) {
        String name =
                switch (rest) {
                    case "runningMean" -> "running_mean";
                    case "runningVariance" -> "running_var";
                    default -> rest;
                };
        return name.startsWith("running") && !norm.keepsRunning()
                ? Optional.empty()
                : Optional.of(Slot.whole(path, prefix + name));
    }

    /** {@code cells.3.weightHh} is {@code weight_hh_l1_reverse} where there are two directions. */
    private static Optional<Slot> cell(
            RecurrentOptions options, String path, String prefix, String rest) {
        Matcher cell = CELL.matcher(rest);
        if (!cell.matches()) {
            return Optional.empty();
        }
        int directions = options.bidirectional() ? 2 : 1;
        int index = Integer.parseInt(cell.group(1));
        String reverse = index % directions == 1 ? "_reverse" : "";
        String name = SnakeCase.of(cell.group(2)) + "_l" + index / directions + reverse;
        return Optional.of(Slot.whole(path, prefix + name));
    }

    /** Queries, keys and values are projected by one matrix if all have the same features. */
    private Optional<Slot> attention(String path, String prefix, String rest) {
        Matcher projection = PROJECTION.matcher(rest);
        if (!projection.matches()) {
            return Optional.empty();
        }
        String which = projection.group(1);
        String tensor = projection.group(2);
        if (which.equals("out")) {
            return Optional.of(Slot.whole(path, prefix + "out_proj." + tensor));
        }
        String module = path.substring(0, path.length() - rest.length());
        if (tensor.equals("weight") && !hasOneWidth(module)) {
            return Optional.of(Slot.whole(path, prefix + which.charAt(0) + "_proj_weight"));
        }
        int part = PROJECTIONS.indexOf(which);
        return Optional.of(new Slot(path, prefix + "in_proj_" + tensor, part, PROJECTIONS.size()));
    }

    private boolean hasOneWidth(String module) {
        return PROJECTIONS.stream()
                        .map(which -> module + which + ".weight")
                        .map(path -> Objects.requireNonNull(tensors.get(path), path).size(1))
                        .distinct()
                        .count()
                == 1;
    }
}
