package org.higher.processor.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.TypeName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.Types;
import org.higher.processor.types.RuntimeTypes;

/** How a generated class reads its original's fields: directly, or the private ones by a handle. */
public final class FieldReads {
    private final ClassName owner;
    private final Types types;
    private final Set<String> taken;
    private final Map<VariableElement, FieldSpec> handles = new LinkedHashMap<>();

    /** Handles are constants of the generated class; their names must not be any of those taken. */
    public FieldReads(ClassName owner, Types types, Collection<String> taken) {
        this.owner = owner;
        this.types = types;
        this.taken = new TreeSet<>(taken);
    }

    /** An expression for the value of a field of the object that a variable holds. */
    public CodeBlock read(VariableElement field, String from) {
        if (!field.getModifiers().contains(Modifier.PRIVATE)) {
            return CodeBlock.of("$N.$N", from, field.getSimpleName().toString());
        }
        String handle = handles.computeIfAbsent(field, this::handle).name();
        boolean generic =
                !types.isSameType(field.asType(), types.erasure(field.asType()))
                        && field.asType() instanceof DeclaredType;
        return generic
                ? CodeBlock.of(
                        "$T.<$T>cast($N.get($N))",
                        RuntimeTypes.ACCESS,
                        TypeName.get(field.asType()),
                        handle,
                        from)
                : CodeBlock.of("($T) $N.get($N)", TypeName.get(field.asType()), handle, from);
    }

    /** The same for a field whose type the generated class cannot name. */
    public CodeBlock readHidden(VariableElement field, String from) {
        return CodeBlock.of(
                "$N.get($N)", handles.computeIfAbsent(field, this::hiddenHandle).name(), from);
    }

    /** The handles that reading has needed so far. */
    public List<FieldSpec> handles() {
        return List.copyOf(handles.values());
    }

    private FieldSpec handle(VariableElement field) {
        return handle(
                field,
                CodeBlock.of(
                        "$T.field($T.lookup(), $T.class, $S, $T.class)",
                        RuntimeTypes.ACCESS,
                        MethodHandles.class,
                        owner,
                        field.getSimpleName().toString(),
                        TypeName.get(types.erasure(field.asType()))));
    }

    private FieldSpec hiddenHandle(VariableElement field) {
        return handle(
                field,
                CodeBlock.of(
                        "$T.field($T.lookup(), $T.class, $S)",
                        RuntimeTypes.ACCESS,
                        MethodHandles.class,
                        owner,
                        field.getSimpleName().toString()));
    }

    private FieldSpec handle(VariableElement field, CodeBlock value) {
        String name = constantName(field.getSimpleName().toString());
        while (!taken.add(name)) {
            name += "_FIELD";
        }
        return FieldSpec.builder(VarHandle.class, name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(value)
                .build();
    }

    /** {@code runningMean} becomes {@code RUNNING_MEAN}. */
    public static String constantName(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
