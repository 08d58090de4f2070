package org.higher.internal.io.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.internal.io.Json;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;
import org.higher.tensor.Tensor;

/**
 * The header of a file of safetensors: which tensors it has, and where.
 *
 * <p>Eight bytes with the length of the header, the lowest first; the header, an object of JSON;
 * the elements of all tensors, without gaps: <a
 * href="https://github.com/huggingface/safetensors">safetensors</a>, "Format".
 *
 * @param tensors by their names, in the order of the header
 * @param metadata texts by their names
 */
public record SafetensorsHeader(Map<String, Item> tensors, Map<String, String> metadata) {
    /** Where texts are; no tensor may be called so. */
    public static final String METADATA = "__metadata__";

    private static final String DTYPE = "dtype";
    private static final String SHAPE = "shape";
    private static final String OFFSETS = "data_offsets";

    /** Of a header, in bytes, as the format's own reader has it. */
    private static final long LONGEST = 100_000_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * A tensor in the file.
     *
     * @param begin of its elements, in bytes after the header
     * @param end of its elements
     */
    public record Item(ElementType type, int[] shape, long begin, long end) {
        /** The number of elements. */
        public int size() {
            return (int) ElementType.size(shape);
        }
    }

    // reading

    /**
     * Reads up to the first element, and checks that the tensors fill the rest of the file.
     *
     * @param fileSize in bytes
     * @throws FormatException if the file is not what the format says, or has elements of a type
     *     that is not read
     */
    public static SafetensorsHeader read(InputStream in, long fileSize) throws IOException {
        if (fileSize < Long.BYTES) {
            throw new FormatException(
                    "it has " + fileSize + " bytes, fewer than the length of a header takes");
        }
        long length =
                ByteBuffer.wrap(InputFiles.exactly(in, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LONGEST) {
            throw new FormatException(
                    "its header claims to have "
                            + Long.toUnsignedString(length)
                            + " bytes, and the most are "
                            + LONGEST
                            + "; it is no file of safetensors; write one by"
                            + " safetensors.torch.save_file (what torch.save writes is not read)");
        }
        if (length > fileSize - Long.BYTES) {
            throw new FormatException(
                    "its header claims to have " + length + " bytes, and the file has " + fileSize);
        }
        SafetensorsHeader header = parse(InputFiles.exactly(in, (int) length));
        header.checkPlaces(fileSize - Long.BYTES - length);
        return header;
    }

    private static SafetensorsHeader parse(byte[] bytes) throws IOException {
        if (bytes.length == 0 || bytes[0] != '{') {
            throw new FormatException("its header does not begin with {");
        }
        JsonNode root = json(bytes);
        Map<String, Item> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                metadata(entry.getValue(), metadata);
            } else {
                tensors.put(entry.getKey(), item(entry.getKey(), entry.getValue()));
            }
        }
        return new SafetensorsHeader(tensors, metadata);
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new FormatException("its header is no JSON: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new FormatException("its header is not in UTF-8", e);
        }
    }

    private static void metadata(JsonNode node, Map<String, String> metadata)
            throws FormatException {
        if (!node.isObject()) {
            throw new FormatException(METADATA + " is no object");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new FormatException(
                        METADATA + ": " + Place.shown(entry.getKey()) + " is no text");
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
    }

    private static Item item(String name, JsonNode node) throws FormatException {
        JsonNode dtype = node.path(DTYPE);
        if (!dtype.isTextual()) {
            throw wrong(name, "it has no " + DTYPE);
        }
        int[] shape = shape(name, node.path(SHAPE));
        JsonNode offsets = node.path(OFFSETS);
        long begin = offset(name, offsets, 0);
        long end = offset(name, offsets, 1);
        if (offsets.size() != 2 || begin > end) {
            throw wrong(name, OFFSETS + " are " + shown(offsets) + ", no begin and end");
        }
        ElementType type =
                ElementType.ofSafetensors(dtype.textValue())
                        .orElseThrow(
                                () ->
                                        FormatException.unsupported(
                                                Place.shown(name)
                                                        + ": its elements are of type "
                                                        + Place.shown(dtype.textValue())
                                                        + "; save F16, BF16, F32, F64, integers or"
                                                        + " booleans"));
        long size = ElementType.size(shape);
        if (size > Long.MAX_VALUE / type.width() || size * type.width() != end - begin) {
            throw wrong(
                    name,
                    String.format(
                            "%s %s does not fit its %d bytes",
                            type.safetensors(), Arrays.toString(shape), end - begin));
        }
        if (size > Integer.MAX_VALUE) {
            throw FormatException.unsupported(
                    Place.shown(name)
                            + ": a tensor of "
                            + size
                            + " elements is more than an array can hold; save it in parts");
        }
        return new Item(type, shape, begin, end);
    }

    private static int[] shape(String name, JsonNode node) throws FormatException {
        if (!node.isArray() || node.size() > Limits.RANK) {
            throw wrong(name, SHAPE + " is " + shown(node) + ", no list of extents");
        }
        int[] shape = new int[node.size()];
        for (int axis = 0; axis < shape.length; axis++) {
            JsonNode extent = node.get(axis);
            if (!extent.isIntegralNumber() || !extent.canConvertToInt() || extent.intValue() < 0) {
                throw wrong(name, "an extent is " + shown(extent));
            }
            shape[axis] = extent.intValue();
        }
        return shape;
    }

    private static long offset(String name, JsonNode offsets, int which) throws FormatException {
        JsonNode offset = offsets.path(which);
        if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
            throw wrong(name, OFFSETS + " are " + shown(offsets) + ", no begin and end");
        }
        return offset.longValue();
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "missing" : Place.shown(node.toString());
    }

    private static FormatException wrong(String name, String fact) {
        return new FormatException(Place.shown(name) + ": " + fact);
    }

    /** The tensors in the order of their elements. */
    public List<Map.Entry<String, Item>> inOrder() {
        Comparator<Map.Entry<String, Item>> order =
                Comparator.comparingLong(entry -> entry.getValue().begin);
        return tensors.entrySet().stream()
                .sorted(order.thenComparingLong(entry -> entry.getValue().end))
                .toList();
    }

    /** Tensors do not overlap, leave no gap, and end where the file ends. */
    private void checkPlaces(long bytes) throws FormatException {
        long at = 0;
        for (Map.Entry<String, Item> entry : inOrder()) {
            Item item = entry.getValue();
            if (item.end > bytes) {
                throw wrong(
                        entry.getKey(),
                        "its elements end at byte "
                                + item.end
                                + ", and the file has "
                                + bytes
                                + " after the header");
            }
            if (item.begin != at) {
                throw wrong(
                        entry.getKey(),
                        String.format(
                                "its elements begin at byte %d, and those before it end at %d:"
                                        + " tensors %s",
                                item.begin, at, item.begin < at ? "overlap" : "have a gap"));
            }
            at = item.end;
        }
        if (at != bytes) {
            throw new FormatException(
                    "its tensors end at byte "
                            + at
                            + ", and the file has "
                            + bytes
                            + " after the header");
        }
    }

    // writing

    /** The header of tensors that are to be written, by their names. */
    public static SafetensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, Item> items = new LinkedHashMap<>();
        long at = 0;
        // Doubles come first, so that all elements are aligned.
        for (ElementType type : List.of(ElementType.FLOAT64, ElementType.FLOAT32)) {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                Tensor tensor = entry.getValue();
                if (ElementType.of(tensor.dtype()) == type) {
                    long end = at + (long) tensor.size() * type.width();
                    items.put(entry.getKey(), new Item(type, tensor.shape(), at, end));
                    at = end;
                }
            }
        }
        Map<String, Item> inGivenOrder = new LinkedHashMap<>(tensors.size());
        tensors.keySet().forEach(name -> inGivenOrder.put(name, items.get(name)));
        return new SafetensorsHeader(inGivenOrder, metadata);
    }

    /**
     * The bytes of this header, a multiple of eight.
     *
     * @throws FormatException if they are more than the format allows
     */
    public byte[] toBytes() throws IOException {
        ObjectNode root = NODES.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        tensors.forEach(
                (name, item) -> {
                    ObjectNode node = root.putObject(name);
                    node.put(DTYPE, item.type.safetensors());
                    ArrayNode shape = node.putArray(SHAPE);
                    Arrays.stream(item.shape).forEach(shape::add);
                    node.putArray(OFFSETS).add(item.begin).add(item.end);
                });
        byte[] text = root.toString().getBytes(StandardCharsets.UTF_8);
        int length = (text.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        if (length > LONGEST) {
            throw FormatException.unsupported(
                    "names and metadata take "
                            + length
                            + " bytes, and the most are "
                            + LONGEST
                            + "; shorten them");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(text);
        Arrays.fill(bytes.array(), bytes.position(), bytes.capacity(), (byte) ' ');
        return bytes.array();
    }

    /** Writes the elements of a tensor. */
    public static void writeElements(Tensor tensor, OutputStream out) throws IOException {
        ElementType.write(tensor, out);
    }
}
