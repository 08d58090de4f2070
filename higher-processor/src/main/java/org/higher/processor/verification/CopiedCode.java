package org.higher.processor.verification;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.types.Nesting;

/**
 * What a generated class has copies of, by names: elements of one round are not those of the next.
 *
 * @param origin the class that it is generated from
 * @param classes the origin and those whose members are copied with its own
 * @param methods with the classes that declare them
 * @param types copied as a whole
 * @param fields whose values it reads though they are private, or of a private type
 */
public record CopiedCode(
        TypeElement origin,
        Set<String> classes,
        Set<String> methods,
        Set<String> types,
        Set<String> fields) {
    public CopiedCode {
        classes = Set.copyOf(classes);
        methods = Set.copyOf(methods);
        types = Set.copyOf(types);
        fields = Set.copyOf(fields);
    }

    public static CopiedCode of(
            TypeElement origin,
            Set<String> classes,
            Collection<ExecutableElement> methods,
            Collection<TypeElement> types,
            Collection<VariableElement> fields) {
        return new CopiedCode(
                origin,
                classes,
                keys(methods),
                types.stream()
                        .map(t -> t.getQualifiedName().toString())
                        .collect(Collectors.toSet()),
                keys(fields));
    }

    private static Set<String> keys(Collection<? extends Element> members) {
        return members.stream().map(CopiedCode::key).collect(Collectors.toSet());
    }

    /** Whether a class is the origin, or one whose members are copied with its own. */
    public boolean hasMembersOf(Element owner) {
        return owner instanceof TypeElement type
                && classes.contains(type.getQualifiedName().toString());
    }

    /** Whether a call of a method is one of copied code, be it that another overrides it. */
    public boolean calls(ExecutableElement method) {
        return has(method)
                || hasMembersOf(method.getEnclosingElement())
                        && !method.getModifiers().contains(Modifier.STATIC);
    }

    /** Whether a method was copied, or is inside what was. */
    public boolean has(ExecutableElement method) {
        return isInside(method.getEnclosingElement()) || methods.contains(key(method));
    }

    /** Whether a class is declared in a copied type or in the body of a method. */
    public boolean isInside(Element owner) {
        return Nesting.isInBody(owner) || hasType(owner);
    }

    /** Whether a class is a copied type, or in one. */
    public boolean hasType(Element type) {
        return Stream.<Element>iterate(
                        type, e -> e instanceof TypeElement, Element::getEnclosingElement)
                .anyMatch(e -> types.contains(((TypeElement) e).getQualifiedName().toString()));
    }

    /** Whether the value of a field is there, by whatever way. */
    public boolean reads(Element field) {
        return fields.contains(key(field));
    }

    private static String key(Element member) {
        return member.getEnclosingElement() + "." + member;
    }
}
