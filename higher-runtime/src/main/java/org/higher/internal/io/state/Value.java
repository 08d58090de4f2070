package org.higher.internal.io.state;

import java.util.List;
import java.util.Map;
import org.higher.internal.io.Place;
import org.higher.tensor.Tensor;

/** A piece of an optimizer's state, in the terms of the file format. */
public sealed interface Value {
    /** An empty optional, or null. */
    public record Nothing() implements Value {
        @Override
        public String toString() {
            return "nothing";
        }
    }

    /** A {@link Long}, {@link Double}, {@link Boolean} or {@link String}. */
    public record Scalar(Object value) implements Value {
        @Override
        public String toString() {
            return value instanceof String text
                    ? "the text '" + Place.shown(text) + "'"
                    : "the value " + value;
        }
    }

    /** A tensor, without a graph. */
    public record Leaf(Tensor tensor) implements Value {
        @Override
        public String toString() {
            return "a tensor";
        }
    }

    /** The elements of a list or an array. */
    public record Sequence(List<Value> elements) implements Value {
        @Override
        public String toString() {
            return "a list of " + elements.size();
        }
    }

    /** The elements of a map. */
    public record Dictionary(Map<String, Value> elements) implements Value {
        @Override
        public String toString() {
            return "a map with keys " + Place.listed(elements.keySet());
        }
    }

    /** The components of a record. */
    public record Struct(Map<String, Value> components) implements Value {
        @Override
        public String toString() {
            return "a record of " + Place.listed(components.keySet());
        }
    }
}
