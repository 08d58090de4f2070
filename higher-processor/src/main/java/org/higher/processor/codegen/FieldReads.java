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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TypeVariables;

/** How a generated class reads its original's fields: directly, or the private ones by a handle. */
public final class FieldReads {
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9_]*\\b");

    private final TypeElement model;
    private final Elements elements;
    private final Types types;
    private final Set<String> taken;
    private final Map<VariableElement, FieldSpec> handles = new LinkedHashMap<>();

    /**
     * Handles are constants of the generated class; their names must not be any of those taken,
     * such as {@link #constantsIn} the code that it has.
     */
    public FieldReads(TypeElement model, Elements elements, Types types, Collection<String> taken) {
        this.model = model;
        this.elements = elements;
        this.types = types;
        this.taken = new TreeSet<>(taken);
    }

    /** An expression for the value of a field of the object that a variable holds. */
    public CodeBlock read(VariableElement field, String from) {
        return read(field, field.getSimpleName().toString(), field.asType(), from);
    }

    /**
     * The same of a field that may be inherited.
     *
     * @param name what it is called in the generated class
     * @param type its type in the model
     */
    public CodeBlock read(VariableElement field, String name, TypeMirror type, String from) {
        if (isOpen(field, name)) {
            return CodeBlock.of("$N.$N", from, name);
        }
        String handle = handles.computeIfAbsent(field, f -> handle(f, name)).name();
        boolean generic =
                !types.isSameType(type, types.erasure(type)) && type instanceof DeclaredType;
        return generic
                ? CodeBlock.of(
                        "$T.<$T>cast($N.get($N))",
                        RuntimeTypes.ACCESS,
                        TypeVariables.open(type, types),
                        handle,
                        from)
                : CodeBlock.of("($T) $N.get($N)", TypeVariables.open(type, types), handle, from);
    }

    /** Whether the generated class can name a field, and no other hides it. */
    private boolean isOpen(VariableElement field, String name) {
        return !Nesting.isPrivate(model)
                && field.getSimpleName().contentEquals(name)
                && Inaccessible.of(field, model, elements).isEmpty();
    }

    /** The handles that reading has needed so far. */
    public List<FieldSpec> handles() {
        return List.copyOf(handles.values());
    }

    /** The same for a field whose type the generated class cannot name. */
    public CodeBlock readHidden(VariableElement field, String called, String from) {
        return CodeBlock.of(
                "$N.get($N)",
                handles.computeIfAbsent(field, f -> hiddenHandle(f, called)).name(),
                from);
    }

    private FieldSpec handle(VariableElement field, String called) {
        return handle(
                called,
                CodeBlock.of(
                        "$T.field($T.lookup(), $L, $S, $T.class)",
                        RuntimeTypes.ACCESS,
                        MethodHandles.class,
                        owner(field),
                        field.getSimpleName().toString(),
                        TypeName.get(types.erasure(field.asType()))));
    }

    private FieldSpec hiddenHandle(VariableElement field, String called) {
        return handle(
                called,
                CodeBlock.of(
                        "$T.field($T.lookup(), $L, $S)",
                        RuntimeTypes.ACCESS,
                        MethodHandles.class,
                        owner(field),
                        field.getSimpleName().toString()));
    }

    private FieldSpec handle(String called, CodeBlock value) {
        String name = constantName(called);
        while (!taken.add(name)) {
            name += "_FIELD";
        }
        return FieldSpec.builder(VarHandle.class, name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(value)
                .build();
    }

    /** The class that declares a field; reached from the model if generated code can't name it. */
    public CodeBlock owner(VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        if (Inaccessible.ofType(owner, model, elements).isEmpty()) {
            return CodeBlock.of("$T.class", ClassName.get(owner));
        }
        CodeBlock.Builder reached = CodeBlock.builder().add(literal(model, elements));
        int steps = Inheritance.superclasses(model).indexOf(owner) + 1;
        for (int i = 0; i < steps; i++) {
            reached.add(".getSuperclass()");
        }
        return reached.build();
    }

    /** An expression for a class, which is found by its name if generated code cannot name it. */
    public static CodeBlock literal(TypeElement type, Elements elements) {
        if (!Nesting.isPrivate(type)) {
            return CodeBlock.of("$T.class", ClassName.get(type));
        }
        TypeElement around = type;
        while (Nesting.isPrivate(around)) {
            around = (TypeElement) around.getEnclosingElement();
        }
        return CodeBlock.of(
                "$T.type($T.class, $S)",
                RuntimeTypes.ACCESS,
                ClassName.get(around),
                elements.getBinaryName(type));
    }

    /**
     * The names in some code that look like those of constants, as that of a class {@code LSTM}.
     */
    public static Stream<String> constantsIn(CodeBlock code) {
        return CONSTANT.matcher(code.toString()).results().map(MatchResult::group);
    }

    /** {@code runningMean} becomes {@code RUNNING_MEAN}. */
    public static String constantName(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
