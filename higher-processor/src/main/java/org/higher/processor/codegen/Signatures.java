package org.higher.processor.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.TypeNames;

/** Signatures of copied methods: the original's, with other types. */
public final class Signatures {
    private static final String SAFE_VARARGS = "java.lang.SafeVarargs";

    /** What a copy needs to compile as quietly as the original; Javadoc may ask for the last. */
    private static final Set<String> KEPT =
            Set.of("java.lang.SuppressWarnings", SAFE_VARARGS, "java.lang.Deprecated");

    private static final Modifier[] PRIVATE = {Modifier.PRIVATE};

    private Signatures() {}

    /** A method's name, modifiers, types, exceptions and Javadoc. */
    public static MethodSpec.Builder copy(
            ExecutableElement method, TypeNames types, Elements elements) {
        String name = method.getSimpleName().toString();
        return copy(method, name, (ExecutableType) method.asType(), types, elements);
    }

    /**
     * The same of a method that may be inherited.
     *
     * @param name what the copy is called, which is private if that is another name
     * @param type its type in the class that has it
     */
    public static MethodSpec.Builder copy(
            ExecutableElement method,
            String name,
            ExecutableType type,
            TypeNames types,
            Elements elements) {
        boolean open = method.getSimpleName().contentEquals(name);
        MethodSpec.Builder copy = MethodSpec.methodBuilder(name);
        copy.addModifiers(open ? visibility(method) : PRIVATE);
        return complete(copy, method, type, types, elements);
    }

    /** The same for a method that only the generated class calls, by another name. */
    public static MethodSpec.Builder privateCopy(
            ExecutableElement method, String name, TypeNames types, Elements elements) {
        MethodSpec.Builder copy = MethodSpec.methodBuilder(name).addModifiers(PRIVATE);
        return complete(copy, method, (ExecutableType) method.asType(), types, elements);
    }

    private static MethodSpec.Builder complete(
            MethodSpec.Builder copy,
            ExecutableElement method,
            ExecutableType type,
            TypeNames types,
            Elements elements) {
        copy.returns(types.of(type.getReturnType())).varargs(method.isVarArgs());
        Stream.of(Modifier.STATIC, Modifier.SYNCHRONIZED)
                .filter(method.getModifiers()::contains)
                .forEach(copy::addModifiers);
        keepQuiet(method, copy);
        addTypes(method, type, types, copy);
        String documentation = elements.getDocComment(method);
        if (documentation != null) {
            copy.addJavadoc("$L", documentation.strip().replaceAll("(?m)^ ", ""));
        }
        return copy;
    }

    /** Adds a method's type parameters, parameters and exceptions. */
    public static void addTypes(
            ExecutableElement method,
            ExecutableType type,
            TypeNames types,
            MethodSpec.Builder copy) {
        type.getTypeVariables().forEach(v -> copy.addTypeVariable(types.of(v)));
        for (int i = 0; i < method.getParameters().size(); i++) {
            copy.addParameter(
                    types.of(type.getParameterTypes().get(i)),
                    method.getParameters().get(i).getSimpleName().toString());
        }
        type.getThrownTypes().forEach(t -> copy.addException(types.of(t)));
    }

    /** Adds the annotations of a method that silence the compiler, and what they demand. */
    public static void keepQuiet(ExecutableElement method, MethodSpec.Builder copy) {
        for (AnnotationMirror annotation : method.getAnnotationMirrors()) {
            if (isKept(annotation)) {
                copy.addAnnotation(AnnotationSpec.get(annotation));
            }
            if (is(annotation, SAFE_VARARGS) && method.getModifiers().contains(Modifier.FINAL)) {
                copy.addModifiers(Modifier.FINAL);
            }
        }
    }

    /**
     * What Javadoc calls a method: {@code Net#forward}, with types if there are others so named.
     */
    public static CodeBlock reference(ExecutableElement method) {
        return reference((TypeElement) method.getEnclosingElement(), method);
    }

    /** How Javadoc names a method of a class, which may inherit it. */
    public static CodeBlock link(TypeElement type, ExecutableElement method) {
        return Nesting.isPrivate(type)
                ? CodeBlock.of("{@code $L}", method.getSimpleName())
                : CodeBlock.of("{@link $L}", reference(type, method));
    }

    private static CodeBlock reference(TypeElement type, ExecutableElement method) {
        long named =
                Inheritance.methods(type)
                        .filter(m -> m.getSimpleName().equals(method.getSimpleName()))
                        .map(m -> m.asType().toString())
                        .distinct()
                        .count();
        CodeBlock name = CodeBlock.of("$T#$L", ClassName.get(type), method.getSimpleName());
        CodeBlock types =
                method.getParameters().stream()
                        .map(p -> CodeBlock.of("$T", erased(TypeName.get(p.asType()))))
                        .collect(CodeBlock.joining(", ", "(", ")"));
        return named == 1 ? name : CodeBlock.of("$L$L", name, types);
    }

    private static TypeName erased(TypeName type) {
        if (type instanceof ParameterizedTypeName p) {
            return p.rawType();
        }
        if (type instanceof ArrayTypeName a) {
            return ArrayTypeName.of(erased(a.componentType()));
        }
        return type instanceof TypeVariableName v
                ? v.bounds().stream().findFirst().map(Signatures::erased).orElse(ClassName.OBJECT)
                : type.withoutAnnotations();
    }

    private static boolean isKept(AnnotationMirror annotation) {
        return KEPT.stream().anyMatch(name -> is(annotation, name));
    }

    /** Whether an annotation is of the type of a name. */
    static boolean is(AnnotationMirror annotation, String name) {
        return Annotations.element(annotation.getAnnotationType())
                .filter(e -> e.getQualifiedName().contentEquals(name))
                .isPresent();
    }

    /** {@code public}, {@code protected}, {@code private} or nothing. */
    public static Modifier[] visibility(Element element) {
        return element.getModifiers().stream()
                .filter(
                        m ->
                                m == Modifier.PUBLIC
                                        || m == Modifier.PROTECTED
                                        || m == Modifier.PRIVATE)
                .toArray(Modifier[]::new);
    }

    /** {@code public} for a generated class whose original can be seen everywhere. */
    public static Modifier[] topLevelVisibility(Element type) {
        Element e = type;
        while (e.getModifiers().contains(Modifier.PUBLIC) && e.getEnclosingElement() != null) {
            e = e.getEnclosingElement();
        }
        boolean open = !e.getKind().isClass() && !e.getKind().isInterface();
        return open ? new Modifier[] {Modifier.PUBLIC} : new Modifier[0];
    }
}
