package org.higher.processor.optimizer.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/**
 * Where the state of a rule holds tensors.
 *
 * @param root the state
 * @param records the records within the state that hold tensors, the inner ones first
 * @param opaque types in the state that hold tensors where generated code can not reach them
 */
public record StateStructure(Node root, List<RecordMethods> records, List<TypeMirror> opaque) {
    public StateStructure {
        records = List.copyOf(records);
        opaque = List.copyOf(opaque);
    }

    /** A part of the state. */
    public sealed interface Node {}

    /** A part without tensors. */
    public record Constant() implements Node {}

    /** A tensor. */
    public record Leaf() implements Node {}

    /**
     * A container of parts with tensors.
     *
     * @param kind the methods for it: {@code list}, {@code map}, {@code optional}, {@code array}
     */
    public record Container(String kind, Node element) implements Node {}

    /** A record with tensors, with methods whose names end in a suffix. */
    public record Nested(String suffix) implements Node {}

    /** The state itself, if it is a record: its components by name. */
    public record RecordNode(DeclaredType type, Map<String, Node> components) implements Node {
        public RecordNode {
            components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
        }
    }

    /** A record within the state, and the suffix of its methods' names. */
    public record RecordMethods(String suffix, RecordNode record) {}
}
