package org.higher.processor.verification;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.types.Nesting;
import org.jspecify.annotations.Nullable;

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

    /** What several classes have copies of; at least one. */
    public static CopiedCode ofAll(Collection<CopiedCode> parts) {
        return new CopiedCode(
                parts.iterator().next().origin,
                union(parts, CopiedCode::classes),
                union(parts, CopiedCode::methods),
                union(parts, CopiedCode::types),
                union(parts, CopiedCode::fields));
    }

    private static Set<String> union(
            Collection<CopiedCode> parts, Function<CopiedCode, Set<String>> names) {
        return parts.stream().flatMap(p -> names.apply(p).stream()).collect(Collectors.toSet());
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

    /** Whether a method is copied by itself, rather than with a type that it is in. */
    public boolean hasMethod(ExecutableElement method) {
        return methods.contains(key(method));
    }

    /** A look at code that was copied, and the method whose it is; none for a whole type. */
    @FunctionalInterface
    public interface BodyLook {
        /** Looks at a body, or at a whole method or type. */
        void look(Optional<ExecutableElement> method, TreePath code);
    }

    /** Looks at all of an attributed class that was copied: a type as a whole, else methods. */
    public void eachBody(Trees trees, TreePath classPath, BodyLook look) {
        each(
                trees,
                classPath,
                (method, code) -> {
                    if (!(code.getLeaf() instanceof MethodTree tree)) {
                        look.look(method, code);
                    } else if (tree.getBody() != null) {
                        look.look(method, new TreePath(code, tree.getBody()));
                    }
                });
    }

    /** The same, with what methods declare before their bodies. */
    public void each(Trees trees, TreePath classPath, BodyLook look) {
        Element attributed = trees.getElement(classPath);
        if (hasType(attributed)) {
            look.look(Optional.empty(), classPath);
            return;
        }
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
                if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method
                        && method.getEnclosingElement().equals(attributed)
                        && has(method)) {
                    look.look(Optional.of(method), getCurrentPath());
                }
                return null;
            }
        }.scan(classPath, null);
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
