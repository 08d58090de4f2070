package org.higher.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.array.DType;
import org.higher.internal.io.Json;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.Format;
import org.higher.internal.io.state.Value;
import org.higher.tensor.Tensor;

/** Writes entries down as a manifest, and says which tensors go into which files beside it. */
final class ManifestWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Characters of a name that a file's is made of: ZIP has room for 65,535 bytes. */
    private static final int LONGEST_STEM = 1000;

    private final ObjectNode root = NODES.objectNode();
    private final Map<String, Tensor> files = new LinkedHashMap<>();

    /** The last number that was added to a file's name. */
    private final Map<String, Integer> used = new HashMap<>();

    ManifestWriter(Map<String, Entry> entries) {
        root.put(Format.FORMAT, Format.NAME + Format.VERSION);
        ObjectNode all = root.putObject(Format.ENTRIES);
        entries.forEach((name, entry) -> all.set(name, entry(name, entry)));
    }

    void writeTo(OutputStream out) throws IOException {
        Json.MAPPER.writeValue(out, root);
    }

    /** The tensors by the name of their file. */
    Map<String, Tensor> files() {
        return files;
    }

    private ObjectNode entry(String name, Entry entry) {
        ObjectNode node = NODES.objectNode();
        if (entry instanceof Entry.Model model) {
            node.put(Format.KIND, Format.PARAMS);
            node.set(Format.PARAMETERS, tensors(name, model.parameters()));
            node.set(Format.BUFFERS, tensors(name, model.buffers()));
        } else if (entry instanceof Entry.States states) {
            node.put(Format.KIND, Format.OPTIMIZER);
            node.put(Format.RULE, states.rule());
            node.put(Format.STEPS, states.steps());
            node.set(Format.GROUPS, groups(name, states.groups()));
        } else if (entry instanceof Entry.Hyperparameters hyper) {
            node.put(Format.KIND, Format.OVERRIDES);
            ObjectNode values = node.putObject(Format.VALUES);
            hyper.values().forEach((key, list) -> values.set(key, overrides(name, key, list)));
            if (!hyper.byParameter().isEmpty()) {
                ArrayNode names = node.putArray(Format.BY_PARAMETER);
                hyper.byParameter().forEach(names::add);
            }
        } else if (entry instanceof Entry.Single single) {
            boolean text = single.value() instanceof String;
            node.put(Format.KIND, text ? Format.TEXT : Format.NUMBER);
            node.set(Format.VALUE, scalar(single.value()));
        }
        return node;
    }

    private ObjectNode tensors(String entry, Map<String, Tensor> tensors) {
        ObjectNode node = NODES.objectNode();
        tensors.forEach((path, tensor) -> node.set(path, tensor(entry, path, tensor)));
        return node;
    }

    private ArrayNode overrides(String entry, String key, List<Tensor> values) {
        ArrayNode node = NODES.arrayNode();
        for (Tensor value : values) {
            ObjectNode tensor = tensor(entry, Place.in(key, node.size()), value);
            node.add(tensor.put(Format.TRAINABLE, value.requiresGrad()));
        }
        return node;
    }

    private ArrayNode groups(String entry, List<List<Entry.Slot>> groups) {
        ArrayNode node = NODES.arrayNode();
        for (List<Entry.Slot> group : groups) {
            String path = Integer.toString(node.size());
            ArrayNode slots = node.addArray();
            for (Entry.Slot slot : group) {
                slots.add(slot(entry, path + "." + slots.size(), slot));
            }
        }
        return node;
    }

    private ObjectNode slot(String entry, String path, Entry.Slot slot) {
        ObjectNode node = NODES.objectNode();
        slot.parameter().ifPresent(form -> form(node.putObject(Format.PARAMETER), form));
        node.set(Format.STATE, value(entry, path, slot.state()));
        return node;
    }

    private JsonNode value(String entry, String path, Value value) {
        if (value instanceof Value.Scalar scalar) {
            return scalar(scalar.value());
        }
        if (value instanceof Value.Leaf leaf) {
            return tensor(entry, path, leaf.tensor());
        }
        if (value instanceof Value.Sequence sequence) {
            ArrayNode node = NODES.arrayNode();
            sequence.elements()
                    .forEach(e -> node.add(value(entry, Place.in(path, node.size()), e)));
            return node;
        }
        if (value instanceof Value.Dictionary map) {
            return NODES.objectNode().set(Format.MAP, values(entry, path, map.elements()));
        }
        if (value instanceof Value.Struct struct) {
            return NODES.objectNode().set(Format.RECORD, values(entry, path, struct.components()));
        }
        return NODES.nullNode();
    }

    private ObjectNode values(String entry, String path, Map<String, Value> values) {
        ObjectNode node = NODES.objectNode();
        values.forEach((name, v) -> node.set(name, value(entry, Place.in(path, name), v)));
        return node;
    }

    /** A number that JSON does not have, such as NaN, becomes a text. */
    private static JsonNode scalar(Object value) {
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number)
                    ? NODES.numberNode(number)
                    : NODES.textNode(Double.toString(number));
        }
        return value instanceof Boolean b ? NODES.booleanNode(b) : NODES.textNode((String) value);
    }

    private ObjectNode tensor(String entry, String path, Tensor tensor) {
        if (tensor.taskCount() != 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "checkpoint: %s, %s: a tensor of %d tasks can't be saved, files have no"
                                    + " task axis; save fromTasks(), or each of unstackTasks()",
                            entry, path, tensor.taskCount()));
        }
        String file = file(entry, path);
        files.put(file, tensor);
        ObjectNode node = NODES.objectNode().put(Format.TENSOR, file);
        form(node, Entry.Form.of(tensor));
        if (tensor.rank() == 0) {
            digits(node, tensor);
        }
        return node;
    }

    /** What a FLOAT32 scalar was made from, where its file has no room for it. */
    private static void digits(ObjectNode node, Tensor scalar) {
        double whole = scalar.detach().to(DType.FLOAT64).item();
        if (Double.isFinite(whole) && whole != scalar.item()) {
            node.put(Format.DIGITS, whole);
        }
    }

    /** A name of its own, cut where ZIP's would be too long. */
    private String file(String entry, String path) {
        String stem = shortened(entry) + "/" + URLEncoder.encode(shortened(path), UTF_8);
        String file = stem + ".npy";
        for (int i = used.getOrDefault(stem, 1) + 1; files.containsKey(file); i++) {
            file = stem + "-" + i + ".npy";
            used.put(stem, i);
        }
        return file;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_STEM
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_STEM / 2));
    }

    private static void form(ObjectNode node, Entry.Form form) {
        node.put(Format.DTYPE, Format.name(form.dtype()));
        ArrayNode extents = node.putArray(Format.SHAPE);
        form.shape().forEach(extents::add);
    }
}
