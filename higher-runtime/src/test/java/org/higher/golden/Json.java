package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.higher.tensor.Tensor;

/** Reads nested lists of numbers. */
final class Json {
    private Json() {}

    /** A float64 tensor from a number or a nested row-major list. */
    static Tensor tensor(JsonNode data) {
        List<Integer> shape = new ArrayList<>();
        for (JsonNode level = data; level.isArray(); level = level.path(0)) {
            shape.add(level.size());
        }
        return Tensor.of(doubles(data), ints(shape));
    }

    static double[] doubles(JsonNode data) {
        List<Double> values = new ArrayList<>();
        collect(data, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static int[] ints(JsonNode data) {
        List<Integer> values = new ArrayList<>();
        data.forEach(value -> values.add(value.asInt()));
        return ints(values);
    }

    /** The elements of an array node; none where the node is missing or null. */
    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void collect(JsonNode data, List<Double> into) {
        if (data.isArray()) {
            data.forEach(element -> collect(element, into));
        } else {
            into.add(data.asDouble());
        }
    }
}
