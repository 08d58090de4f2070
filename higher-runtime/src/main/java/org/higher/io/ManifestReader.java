package org.higher.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.higher.array.DType;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.Format;
import org.higher.internal.io.state.Value;
import org.higher.tensor.Tensor;

/**
 * Reads the entries that a manifest describes, with their tensors.
 *
 * <p>Fields that are not known are passed over, so that later versions can add some.
 */
final class ManifestReader {
    private static final Pattern VERSION = Pattern.compile("[1-9]\\d*");

    private final Archive archive;

    /** The names of files that were read: each has one place, or a small file fills memory. */
    private final Set<String> used = new HashSet<>();

    private ManifestReader(Archive archive) {
        this.archive = archive;
    }

    static Map<String, Entry> read(Archive archive) throws IOException {
        return new ManifestReader(archive).read();
    }

    private Map<String, Entry> read() throws IOException {
        JsonNode root = parse();
        checkVersion(text(root, Format.FORMAT, "the manifest"));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : fields(root, Format.ENTRIES, "the manifest")) {
            entries.put(e.getKey(), entry(e.getValue(), e.getKey()));
        }
        return entries;
    }

    private JsonNode parse() throws IOException {
        try {
            return archive.manifest();
        } catch (JsonProcessingException e) {
            throw malformed("not JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw malformed("not JSON: " + e.getMessage());
        }
    }

    private void checkVersion(String format) {
        if (!format.startsWith(Format.NAME)) {
            throw malformed(
                    "the format is '" + Place.shown(format) + "', not '" + Format.NAME + "1'");
        }
        String version = format.substring(Format.NAME.length());
        if (!VERSION.matcher(version).matches()) {
            throw malformed("the format is '" + Place.shown(format) + "', without a number");
        }
        if (version.length() > 9 || Integer.parseInt(version) > Format.VERSION) {
            throw new CheckpointException(
                    archive.file(),
                    String.format(
                            "it is of format %s; this version of higher reads formats up to %d:"
                                    + " read it with a newer one",
                            Place.shown(version), Format.VERSION));
        }
    }

    private Entry entry(JsonNode node, String at) throws IOException {
        String kind = text(node, Format.KIND, at);
        return switch (kind) {
            case Format.PARAMS ->
                    new Entry.Model(
                            tensors(fields(node, Format.PARAMETERS, at), at),
                            node.has(Format.BUFFERS)
                                    ? tensors(fields(node, Format.BUFFERS, at), at)
                                    : Map.of());
            case Format.OPTIMIZER ->
                    new Entry.States(
                            node.has(Format.RULE) ? text(node, Format.RULE, at) : "",
                            groups(elements(node, Format.GROUPS, at), at),
                            steps(node, at));
            case Format.OVERRIDES ->
                    new Entry.Hyperparameters(
                            overrides(fields(node, Format.VALUES, at), at), byParameter(node, at));
            case Format.NUMBER -> new Entry.Single(number(field(node, Format.VALUE, at), at));
            case Format.TEXT -> new Entry.Single(text(node, Format.VALUE, at));
            default -> new Entry.Foreign(kind);
        };
    }

    /** Names of hyperparameters; older files have none. */
    private Set<String> byParameter(JsonNode node, String at) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : node.path(Format.BY_PARAMETER)) {
            if (!name.isTextual()) {
                throw malformed(at + ": " + Format.BY_PARAMETER + " has " + name + ", no name");
            }
            names.add(name.textValue());
        }
        return names;
    }

    /** Files that came before schedules had a position begin at 0. */
    private int steps(JsonNode node, String at) {
        JsonNode steps = node.path(Format.STEPS);
        if (steps.isMissingNode()) {
            return 0;
        }
        if (!steps.canConvertToInt() || !steps.isIntegralNumber() || steps.intValue() < 0) {
            throw malformed(at + ": " + Format.STEPS + " is " + steps + ", no number of steps");
        }
        return steps.intValue();
    }

    private Map<String, Tensor> tensors(List<Map.Entry<String, JsonNode>> fields, String at)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : fields) {
            tensors.put(e.getKey(), tensor(e.getValue(), at + ": " + Place.shown(e.getKey())));
        }
        return tensors;
    }

    private Map<String, List<Tensor>> overrides(List<Map.Entry<String, JsonNode>> fields, String at)
            throws IOException {
        Map<String, List<Tensor>> overrides = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : fields) {
            String where = at + ": " + Place.shown(e.getKey());
            List<Tensor> values = new ArrayList<>();
            for (JsonNode value : elements(e.getValue(), where)) {
                JsonNode flag = value.path(Format.TRAINABLE);
                if (!flag.isMissingNode() && !flag.isBoolean()) {
                    throw malformed(where + ": '" + Format.TRAINABLE + "' is no boolean");
                }
                boolean trainable = flag.booleanValue();
                values.add(tensor(value, where).withRequiresGrad(trainable));
            }
            if (values.isEmpty()) {
                throw malformed(where + ": no value");
            }
            overrides.put(e.getKey(), values);
        }
        return overrides;
    }

    private List<List<Entry.Slot>> groups(List<JsonNode> groups, String at) throws IOException {
        List<List<Entry.Slot>> all = new ArrayList<>();
        for (JsonNode group : groups) {
            String where = at + ": group " + all.size();
            List<Entry.Slot> slots = new ArrayList<>();
            for (JsonNode slot : elements(group, where)) {
                slots.add(slot(slot, where + ", parameter " + slots.size()));
            }
            all.add(slots);
        }
        return all;
    }

    private Entry.Slot slot(JsonNode node, String at) throws IOException {
        Optional<Entry.Form> parameter =
                node.has(Format.PARAMETER)
                        ? Optional.of(form(node.get(Format.PARAMETER), at))
                        : Optional.empty();
        return new Entry.Slot(parameter, value(field(node, Format.STATE, at), at));
    }

    private Value value(JsonNode node, String at) throws IOException {
        if (node.isNull()) {
            return new Value.Nothing();
        }
        if (node.isArray()) {
            List<Value> elements = new ArrayList<>();
            for (JsonNode element : node) {
                elements.add(value(element, Place.in(at, elements.size())));
            }
            return new Value.Sequence(elements);
        }
        if (node.has(Format.TENSOR)) {
            return new Value.Leaf(tensor(node, at));
        }
        if (node.has(Format.MAP)) {
            return new Value.Dictionary(values(fields(node, Format.MAP, at), at));
        }
        if (node.has(Format.RECORD)) {
            return new Value.Struct(values(fields(node, Format.RECORD, at), at));
        }
        return new Value.Scalar(scalar(node, at));
    }

    private Map<String, Value> values(List<Map.Entry<String, JsonNode>> fields, String at)
            throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : fields) {
            values.put(e.getKey(), value(e.getValue(), Place.in(at, e.getKey())));
        }
        return values;
    }

    private Object scalar(JsonNode node, String at) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isTextual() ? node.textValue() : number(node, at);
    }

    /** A {@link Long} or a {@link Double}. */
    private Object number(JsonNode node, String at) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isTextual()) {
            return Format.special(node.textValue())
                    .orElseThrow(() -> malformed(at + ": " + shown(node) + " is no number"));
        }
        if (!node.isFloatingPointNumber() || !Double.isFinite(node.doubleValue())) {
            throw malformed(
                    at + ": " + shown(node) + " is none of the values that this format has");
        }
        return node.doubleValue();
    }

    private Tensor tensor(JsonNode node, String at) throws IOException {
        Entry.Form form = form(node, at);
        int[] shape = form.shape().stream().mapToInt(Integer::intValue).toArray();
        String file = text(node, Format.TENSOR, at);
        if (!used.add(file)) {
            throw malformed(at + ": " + Place.shown(file) + " is the file of another tensor, too");
        }
        Tensor tensor = archive.tensor(file, form.dtype(), shape);
        return node.has(Format.DIGITS) ? withDigits(tensor, node.get(Format.DIGITS), at) : tensor;
    }

    /** A scalar with the digits that it had before it was rounded. */
    private Tensor withDigits(Tensor tensor, JsonNode digits, String at) {
        double whole = digits.isNumber() ? digits.doubleValue() : Double.NaN;
        boolean scalar = tensor.rank() == 0 && tensor.dtype() == DType.FLOAT32;
        if (!scalar || (float) whole != tensor.item()) {
            throw malformed(
                    at + ": '" + Format.DIGITS + "' is " + shown(digits) + ", not of this tensor");
        }
        return Tensor.scalar(whole);
    }

    private Entry.Form form(JsonNode node, String at) {
        String name = text(node, Format.DTYPE, at);
        DType dtype =
                Format.dtype(name)
                        .orElseThrow(
                                () ->
                                        malformed(
                                                at
                                                        + ": unknown element type '"
                                                        + Place.shown(name)
                                                        + "'"));
        List<Integer> shape = new ArrayList<>();
        for (JsonNode extent : elements(node, Format.SHAPE, at)) {
            if (!extent.canConvertToInt() || extent.intValue() < 0) {
                throw malformed(at + ": an extent is " + Place.shown(extent.toString()));
            }
            shape.add(extent.intValue());
        }
        return new Entry.Form(dtype, shape);
    }

    // JSON

    private JsonNode field(JsonNode node, String name, String at) {
        JsonNode field = node.get(name);
        if (field == null) {
            throw malformed(at + ": there is no field '" + name + "'");
        }
        return field;
    }

    private String text(JsonNode node, String name, String at) {
        JsonNode field = field(node, name, at);
        if (!field.isTextual()) {
            throw malformed(at + ": '" + name + "' is no text");
        }
        return field.textValue();
    }

    private List<Map.Entry<String, JsonNode>> fields(JsonNode node, String name, String at) {
        JsonNode field = field(node, name, at);
        if (!field.isObject()) {
            throw malformed(at + ": '" + name + "' is no object");
        }
        return List.copyOf(field.properties());
    }

    private List<JsonNode> elements(JsonNode node, String name, String at) {
        return elements(field(node, name, at), at + ": " + name);
    }

    private List<JsonNode> elements(JsonNode array, String at) {
        if (!array.isArray()) {
            throw malformed(at + ": this is no array");
        }
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** Containers by their kind alone, since they may be large. */
    private static String shown(JsonNode node) {
        if (node.isContainerNode() && !node.isEmpty()) {
            return node.isArray() ? "an array" : "an object";
        }
        return Place.shown(node.toString());
    }

    private CheckpointException malformed(String fact) {
        return new CheckpointException(
                archive.file(),
                Archive.MANIFEST
                        + ": "
                        + fact
                        + "; the file was changed, or written by a program that has the format"
                        + " wrong");
    }
}
