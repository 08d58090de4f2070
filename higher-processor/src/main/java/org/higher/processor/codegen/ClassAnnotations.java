package org.higher.processor.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Shape;

/**
 * The annotations of a generated class: where it comes from, and which warnings it must not give,
 * since its original does not.
 *
 * <p>A class is silent about what is deprecated in its own file, and where an annotation says so,
 * on itself, around it or on an instance field. What is generated is another file.
 */
public final class ClassAnnotations {
    private static final ClassName GENERATED =
            ClassName.get("javax.annotation.processing", "Generated");

    private final Elements elements;
    private final Set<String> names = new LinkedHashSet<>();

    private ClassAnnotations(Elements elements) {
        this.elements = elements;
    }

    /** The annotations of a class generated from a type; it has a table of lines to be filled. */
    public static List<AnnotationSpec> withLines(TypeElement type, Elements elements) {
        return Stream.concat(of(type, elements).stream(), Stream.of(LineTable.ANNOTATION)).toList();
    }

    /** The annotations of a class generated from a type. */
    public static List<AnnotationSpec> of(TypeElement type, Elements elements) {
        ClassAnnotations annotations = new ClassAnnotations(elements);
        annotations.collect(type);
        return Stream.of(annotations.generated(type), annotations.suppressions())
                .flatMap(Optional::stream)
                .toList();
    }

    /** {@code @Generated}, which a module need not read. */
    private Optional<AnnotationSpec> generated(TypeElement type) {
        ModuleElement module = elements.getModuleOf(type);
        boolean named = module != null && !module.isUnnamed();
        if (named && elements.getTypeElement(module, GENERATED.canonicalName()) == null) {
            return Optional.empty();
        }
        if (named) {
            names.add("exports"); // of a module that is read at compile time only
        }
        return Optional.of(
                AnnotationSpec.builder(GENERATED)
                        .addMember("value", "$S", "org.higher.processor.HigherProcessor")
                        .build());
    }

    private void collect(TypeElement type) {
        Element outermost = type;
        for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
            addNames(e);
            outermost = e;
        }
        ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(field -> !field.getModifiers().contains(Modifier.STATIC))
                .forEach(this::addNames);
        if (isDeprecatedInside(outermost) || mentioned(type).anyMatch(elements::isDeprecated)) {
            names.addAll(List.of("deprecation", "removal"));
        }
    }

    private void addNames(Element element) {
        element.getAnnotationMirrors().stream()
                .filter(a -> Signatures.is(a, "java.lang.SuppressWarnings"))
                .flatMap(a -> a.getElementValues().values().stream())
                .flatMap(v -> v.getValue() instanceof List<?> l ? l.stream() : Stream.of(v))
                .map(v -> ((AnnotationValue) v).getValue().toString())
                .forEach(names::add);
    }

    private boolean isDeprecatedInside(Element element) {
        return elements.isDeprecated(element)
                || element.getEnclosedElements().stream().anyMatch(this::isDeprecatedInside);
    }

    /** The types in the declarations of a class. */
    private static Stream<TypeElement> mentioned(TypeElement type) {
        Stream<? extends TypeMirror> members =
                type.getEnclosedElements().stream()
                        .flatMap(
                                m ->
                                        m instanceof ExecutableElement e
                                                ? Stream.concat(
                                                        Stream.of(e.getReturnType()),
                                                        e.getParameters().stream()
                                                                .map(Element::asType))
                                                : Stream.of(m.asType()));
        Stream<TypeMirror> supertypes =
                Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream());
        return Stream.concat(supertypes, members).flatMap(Shape::mentioned);
    }

    private Optional<AnnotationSpec> suppressions() {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        CodeBlock all =
                names.stream()
                        .map(name -> CodeBlock.of("$S", name))
                        .collect(CodeBlock.joining(", ", "{", "}"));
        return Optional.of(
                AnnotationSpec.builder(SuppressWarnings.class).addMember("value", all).build());
    }
}
