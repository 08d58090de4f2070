package org.higher.processor.optimizer.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;
import org.higher.processor.types.Annotations;

/** Finds the tensors in the state of a rule: a walk over the components of its records. */
final class StateAnalysis {
    private static final Map<String, String> CONTAINERS =
            Map.of(
                    "java.util.List", "list",
                    "java.util.Map", "map",
                    "java.util.Optional", "optional");

    private final Types types;

    /** Records within the state that hold tensors, by type. */
    private final Map<String, StateStructure.RecordMethods> records = new LinkedHashMap<>();

    /** What tells the methods for records apart, by the record's type. */
    private final Map<String, String> suffixes = new TreeMap<>();

    private final List<TypeMirror> opaque = new ArrayList<>();

    private StateAnalysis(Types types) {
        this.types = types;
    }

    /** The structure of a state. */
    static StateStructure analyze(TypeMirror state, Types types) {
        StateAnalysis analysis = new StateAnalysis(types);
        StateStructure.Node root =
                isRecord(state) ? analysis.record((DeclaredType) state) : analysis.node(state);
        return new StateStructure(root, List.copyOf(analysis.records.values()), analysis.opaque);
    }

    private StateStructure.Node node(TypeMirror type) {
        if (Annotations.isTensor(type)) {
            return new StateStructure.Leaf();
        }
        if (type instanceof ArrayType a) {
            return container("array", a.getComponentType());
        }
        if (!(type instanceof DeclaredType d)) {
            return new StateStructure.Constant();
        }
        String container = CONTAINERS.get(types.erasure(type).toString());
        List<? extends TypeMirror> arguments = d.getTypeArguments();
        if (container != null && !arguments.isEmpty()) {
            return container(container, arguments.get(arguments.size() - 1));
        }
        if (isRecord(type)) {
            return holdsTensor(d) ? nested(d) : new StateStructure.Constant();
        }
        if (arguments.stream().anyMatch(Annotations::isTensor)
                || hidesTensor(d)
                || Annotations.isFunctional(d.asElement())) {
            opaque.add(type);
        }
        return new StateStructure.Constant();
    }

    private StateStructure.Node container(String kind, TypeMirror element) {
        StateStructure.Node node = node(element);
        return isConstant(node) ? node : new StateStructure.Container(kind, node);
    }

    private static boolean isConstant(StateStructure.Node node) {
        return node instanceof StateStructure.Constant;
    }

    // ---- records

    private static boolean isRecord(TypeMirror type) {
        return Annotations.element(type).filter(e -> e.getKind() == ElementKind.RECORD).isPresent();
    }

    /** Whether there is a tensor in a record. */
    private boolean holdsTensor(DeclaredType type) {
        if (suffixes.containsKey(type.toString())) {
            return true; // being looked at: it occurs in itself
        }
        suffixes.put(type.toString(), suffix(type));
        boolean holds =
                components(type).values().stream().map(this::node).anyMatch(n -> !isConstant(n));
        suffixes.remove(type.toString());
        return holds;
    }

    private String suffix(DeclaredType type) {
        String simple = type.asElement().getSimpleName().toString();
        String suffix = simple;
        int i = 2;
        while (suffixes.containsValue(suffix)) {
            suffix = simple + i++;
        }
        return suffix;
    }

    private StateStructure.Node nested(DeclaredType type) {
        if (!suffixes.containsKey(type.toString())) {
            String suffix = suffix(type);
            suffixes.put(type.toString(), suffix);
            records.put(type.toString(), new StateStructure.RecordMethods(suffix, record(type)));
        }
        return new StateStructure.Nested(suffixes.get(type.toString()));
    }

    private StateStructure.RecordNode record(DeclaredType type) {
        Map<String, StateStructure.Node> nodes = new LinkedHashMap<>();
        components(type).forEach((name, component) -> nodes.put(name, node(component)));
        return new StateStructure.RecordNode(type, nodes);
    }

    private Map<String, TypeMirror> components(DeclaredType type) {
        Map<String, TypeMirror> components = new LinkedHashMap<>();
        TypeElement element = (TypeElement) type.asElement();
        for (RecordComponentElement c : element.getRecordComponents()) {
            ExecutableType accessor = (ExecutableType) types.asMemberOf(type, c.getAccessor());
            components.put(c.getSimpleName().toString(), accessor.getReturnType());
        }
        return components;
    }

    /** Whether a class that is no record has a field that is a tensor. */
    private static boolean hidesTensor(DeclaredType type) {
        return ElementFilter.fieldsIn(type.asElement().getEnclosedElements()).stream()
                .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                .anyMatch(f -> Annotations.isTensor(f.asType()));
    }
}
