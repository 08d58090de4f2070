package org.higher.processor.optimizer.writing;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.higher.processor.codegen.Layout;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;

/** The code that maps the tensors in a rule's state: one line for each component of its record. */
public final class StateMapping {
    private static final Map<String, String> CONTAINERS =
            Map.of(
                    "java.util.List", "list",
                    "java.util.Map", "map",
                    "java.util.Optional", "optional");

    /** Where the value of a return statement begins. */
    private static final int RETURN_INDENT = 15;

    private final Types types;

    /** Methods for records within the state, by the record's name. */
    private final Map<String, MethodSpec> helpers = new LinkedHashMap<>();

    private final Map<String, String> helperNames = new TreeMap<>();

    /** Types that hold tensors out of reach. */
    private final List<TypeMirror> opaque = new ArrayList<>();

    public StateMapping(Types types) {
        this.types = types;
    }

    /** What the state becomes: an expression over {@code state} and the mapper {@code f}. */
    public CodeBlock map(TypeMirror state) {
        if (isRecord(state)) {
            return create((DeclaredType) state, CodeBlock.of(""), "state");
        }
        return map(state, CodeBlock.of("$S", "state"), CodeBlock.of("state"), 0)
                .orElse(CodeBlock.of("state"));
    }

    /** The methods that the expression calls. */
    public List<MethodSpec> helpers() {
        return List.copyOf(helpers.values());
    }

    /** Types in the state that hold tensors where no mapping can reach them. */
    public List<TypeMirror> opaque() {
        return opaque;
    }

    /** The mapped value; nothing if there is no tensor in it. */
    private Optional<CodeBlock> map(TypeMirror type, CodeBlock name, CodeBlock value, int depth) {
        if (Annotations.isTensor(type)) {
            return Optional.of(CodeBlock.of("f.buffer($L, $L)", name, value));
        }
        if (type instanceof ArrayType a) {
            return container("array", a.getComponentType(), name, value, depth);
        }
        if (!(type instanceof DeclaredType d)) {
            return Optional.empty();
        }
        String container = CONTAINERS.get(types.erasure(type).toString());
        if (container != null && !d.getTypeArguments().isEmpty()) {
            TypeMirror element = d.getTypeArguments().get(d.getTypeArguments().size() - 1);
            return container(container, element, name, value, depth);
        }
        if (isRecord(type)) {
            return holdsTensor(d) ? Optional.of(helper(d, name, value)) : Optional.empty();
        }
        if (d.getTypeArguments().stream().anyMatch(Annotations::isTensor)
                || hidesTensor(d)
                || Annotations.isFunctional(d.asElement())) {
            opaque.add(type);
        }
        return Optional.empty();
    }

    private Optional<CodeBlock> container(
            String kind, TypeMirror element, CodeBlock name, CodeBlock value, int depth) {
        if (Annotations.isTensor(element)) {
            return Optional.of(CodeBlock.of("f.$L($L, $L, f::buffer)", kind, name, value));
        }
        String n = "name" + (depth == 0 ? "" : depth);
        String x = "x" + (depth == 0 ? "" : depth);
        return map(element, CodeBlock.of(n), CodeBlock.of(x), depth + 1)
                .map(e -> CodeBlock.of("f.$L($L, $L, ($L, $L) -> $L)", kind, name, value, n, x, e));
    }

    // ---- records

    private static boolean isRecord(TypeMirror type) {
        return Annotations.element(type).filter(e -> e.getKind() == ElementKind.RECORD).isPresent();
    }

    /** Whether the mapping of a record would be another than itself. */
    private boolean holdsTensor(DeclaredType type) {
        if (helperNames.containsKey(type.toString())) {
            return true; // being written: it occurs in itself
        }
        helperNames.put(type.toString(), helperName(type));
        boolean holds =
                components(type).values().stream()
                        .anyMatch(t -> map(t, CodeBlock.of(""), CodeBlock.of(""), 0).isPresent());
        helperNames.remove(type.toString());
        return holds;
    }

    private String helperName(DeclaredType type) {
        String simple = type.asElement().getSimpleName().toString();
        String name = "map" + simple;
        int i = 2;
        while (helperNames.containsValue(name)) {
            name = "map" + simple + i++;
        }
        return name;
    }

    private CodeBlock helper(DeclaredType type, CodeBlock name, CodeBlock value) {
        if (!helperNames.containsKey(type.toString())) {
            String method = helperName(type);
            helperNames.put(type.toString(), method);
            helpers.put(
                    type.toString(),
                    MethodSpec.methodBuilder(method)
                            .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                            .returns(TypeName.get(type))
                            .addParameter(String.class, "path")
                            .addParameter(TypeName.get(type), "value")
                            .addParameter(RuntimeTypes.LEAF_MAPPER, "f")
                            .addStatement("return $L", create(type, CodeBlock.of("path"), "value"))
                            .build());
        }
        return CodeBlock.of("$L($L, $L, f)", helperNames.get(type.toString()), name, value);
    }

    /** {@code new State(...)}: each component as it is, or mapped. */
    private CodeBlock create(DeclaredType type, CodeBlock prefix, String variable) {
        List<CodeBlock> arguments = new ArrayList<>();
        components(type)
                .forEach(
                        (component, t) -> {
                            CodeBlock value = CodeBlock.of("$L.$L()", variable, component);
                            CodeBlock name =
                                    prefix.isEmpty()
                                            ? CodeBlock.of("$S", component)
                                            : CodeBlock.of("$L + $S", prefix, "." + component);
                            arguments.add(map(t, name, value, 0).orElse(value));
                        });
        ClassName name = ClassName.get((TypeElement) type.asElement());
        String diamond = type.getTypeArguments().isEmpty() ? "" : "<>";
        return Layout.arguments(CodeBlock.of("new $T$L", name, diamond), arguments, RETURN_INDENT);
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
