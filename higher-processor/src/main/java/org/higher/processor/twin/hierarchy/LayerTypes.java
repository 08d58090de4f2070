package org.higher.processor.twin.hierarchy;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;

/**
 * The {@code @Functional} interfaces that a model implements or extends, and what it overrides.
 *
 * @param nearest the nearest ones above the model
 */
public record LayerTypes(Elements elements, TypeElement model, List<TypeElement> nearest) {
    public static LayerTypes of(Elements elements, TypeElement model) {
        return new LayerTypes(elements, model, nearest(model));
    }

    private static List<TypeElement> nearest(TypeElement type) {
        return Inheritance.directlyAbove(type)
                .flatMap(
                        t ->
                                t.getKind() == ElementKind.INTERFACE && Annotations.isFunctional(t)
                                        ? Stream.of(t)
                                        : nearest(t).stream())
                .distinct()
                .toList();
    }

    /** Whether a method is one of the interfaces' own. */
    public boolean declare(ExecutableElement method) {
        return methods().anyMatch(method::equals);
    }

    /** Whether a method of the model implements one of the interfaces' own. */
    public boolean areImplementedBy(ExecutableElement method) {
        return methods().anyMatch(m -> elements.overrides(method, m, model));
    }

    private Stream<ExecutableElement> methods() {
        return nearest.stream()
                .flatMap(this::members)
                .filter(m -> Annotations.isFunctional(m.getEnclosingElement()));
    }

    /** Whether a method of {@code Bound} overrides one of an object or of an interface's twin. */
    public boolean isOverride(ExecutableElement method) {
        if (method.getModifiers().contains(STATIC) || method.getModifiers().contains(PRIVATE)) {
            return false;
        }
        TypeElement object = elements.getTypeElement("java.lang.Object");
        return Stream.concat(Stream.of(object), nearest.stream())
                .flatMap(this::members)
                .filter(m -> !m.equals(method) && !MethodKinds.isSetting(m))
                .anyMatch(m -> elements.overrides(method, m, model));
    }

    /** The twins of interfaces have a default method for each of their own entry points. */
    public boolean isEntryOverride(ExecutableElement method) {
        return nearest.stream()
                .flatMap(this::members)
                .filter(EntryPoints::arePromisedBy)
                .anyMatch(m -> elements.overrides(method, m, model));
    }

    private Stream<ExecutableElement> members(TypeElement type) {
        return ElementFilter.methodsIn(elements.getAllMembers(type)).stream();
    }
}
