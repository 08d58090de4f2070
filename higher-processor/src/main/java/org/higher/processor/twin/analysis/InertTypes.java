package org.higher.processor.twin.analysis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;

/**
 * Types whose objects can hold neither tensors nor modules: numbers, texts, enums, records of such.
 *
 * <p>A field of any other type could lead a twin to its model's parameters. When in doubt, a type
 * is not inert: what its field holds is looked at when a twin is made.
 */
public final class InertTypes {
    private static final Set<String> PACKAGES =
            Set.of(
                    "java.io",
                    "java.math",
                    "java.net",
                    "java.nio",
                    "java.nio.charset",
                    "java.nio.file",
                    "java.text",
                    "java.time",
                    "java.time.format",
                    "java.util.concurrent.locks",
                    "java.util.logging",
                    "java.util.random",
                    "java.util.regex",
                    "org.apache.logging.log4j",
                    "org.higher.array",
                    "org.slf4j");

    private static final Set<String> OF_LANG =
            Set.of(
                    "Boolean",
                    "Byte",
                    "CharSequence",
                    "Character",
                    "Class",
                    "Double",
                    "Float",
                    "Integer",
                    "Logger",
                    "Long",
                    "Number",
                    "Short",
                    "String",
                    "StringBuilder",
                    "Void");

    private final Types types;
    private final TypeMirror twin;
    private final Set<TypeElement> open = new HashSet<>();

    private InertTypes(Types types, TypeMirror twin) {
        this.types = types;
        this.twin = twin;
    }

    public static InertTypes of(Elements elements, Types types) {
        TypeElement module =
                elements.getTypeElement(RuntimeTypes.FUNCTIONAL_MODULE.canonicalName());
        return new InertTypes(types, types.erasure(module.asType()));
    }

    public boolean isInert(TypeMirror type) {
        if (type.getKind().isPrimitive()) {
            return true;
        }
        if (type instanceof ArrayType array) {
            return isInert(array.getComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return wildcard.getExtendsBound() != null && isInert(wildcard.getExtendsBound());
        }
        if (!(type instanceof DeclaredType declared)) {
            return false;
        }
        TypeElement element = (TypeElement) declared.asElement();
        return element.getKind() == ElementKind.ENUM
                || types.isSubtype(types.erasure(type), twin) // parameters are its argument
                || isOfJdk(element, declared.getTypeArguments())
                || isValue(element);
    }

    private boolean isOfJdk(TypeElement element, List<? extends TypeMirror> arguments) {
        String home = packageOf(element);
        if (PACKAGES.contains(home)) {
            return true;
        }
        if (home.equals("java.lang")) {
            return OF_LANG.contains(element.getSimpleName().toString());
        }
        boolean collection =
                home.equals("java.util")
                        || home.equals("java.util.concurrent")
                        || home.equals("java.util.concurrent.atomic");
        return collection
                && !element.getSimpleName().contentEquals("Callable")
                && arguments.size() == element.getTypeParameters().size()
                && arguments.stream().allMatch(this::isInert);
    }

    private static String packageOf(TypeElement element) {
        Element e = element;
        while (e.getKind() != ElementKind.PACKAGE) {
            e = e.getEnclosingElement();
        }
        return e.toString();
    }

    /** Whether nothing can be in a class but inert fields; a subclass could have others. */
    private boolean isValue(TypeElement element) {
        if (Annotations.isFunctional(element)
                || Annotations.isTensor(element.asType())
                || !element.getTypeParameters().isEmpty()) {
            return false;
        }
        if (!open.add(element)) {
            return true; // within itself
        }
        try {
            if (element.getModifiers().contains(Modifier.SEALED)) {
                boolean all = element.getPermittedSubclasses().stream().allMatch(this::isInert);
                return all && hasInertFields(element);
            }
            return element.getModifiers().contains(Modifier.FINAL) && hasInertFields(element);
        } finally {
            open.remove(element);
        }
    }

    private boolean hasInertFields(TypeElement element) {
        boolean inherits =
                element.getSuperclass() instanceof DeclaredType parent
                        && !Set.of("java.lang.Object", "java.lang.Record")
                                .contains(parent.toString())
                        && !hasInertFields((TypeElement) parent.asElement());
        return !Nesting.isInner(element)
                && !inherits
                && ElementFilter.fieldsIn(element.getEnclosedElements()).stream()
                        .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                        .allMatch(f -> isInert(f.asType()));
    }
}
