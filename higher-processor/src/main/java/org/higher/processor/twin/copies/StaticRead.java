package org.higher.processor.twin.copies;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.Locale;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Shape;

/**
 * A static field that a twin reads though generated code cannot name it: once if it never changes,
 * else whenever its code does.
 *
 * @param name the constant in {@code Bound}, its value or a handle
 * @param type its type there
 * @param converted whether that is a copy of a private type
 */
public record StaticRead(VariableElement field, String name, TypeName type, boolean converted) {
    /** Whether generated code can name its class and its type, or has a copy of the type. */
    public static Optional<StaticRead> of(
            ClassSource model, PrivateTypes privateTypes, VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        boolean near =
                (field.getModifiers().contains(Modifier.PRIVATE)
                                || Inheritance.isAbove(owner, model.type()))
                        && isNamed(owner, model)
                        && privateTypes.copied(owner).isEmpty();
        boolean constant = field.getModifiers().contains(Modifier.FINAL);
        TypeMirror type = field.asType();
        String simpleName = field.getSimpleName().toString();
        String name =
                owner.equals(model.type())
                        ? simpleName
                        : constantName(owner.getSimpleName() + "_" + simpleName);
        Optional<TypeName> counterpart =
                constant ? privateTypes.counterpart(type) : Optional.empty();
        if (near && counterpart.isPresent()) {
            return counterpart.map(c -> new StaticRead(field, name, c, true));
        }
        boolean known =
                Shape.mentioned(type)
                        .noneMatch(t -> Annotations.isFunctional(t) || !isNamed(t, model));
        return near && known
                ? Optional.of(
                        new StaticRead(
                                field,
                                constant ? name : constantName(name) + "_FIELD",
                                TypeName.get(type),
                                false))
                : Optional.empty();
    }

    private static boolean isNamed(TypeElement type, ClassSource model) {
        return Inaccessible.ofType(type, model.type(), model.elements()).isEmpty();
    }

    private static String constantName(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** Whether the field may have another value the next time. */
    public boolean isShared() {
        return !field.getModifiers().contains(Modifier.FINAL);
    }

    /** What stands for the field in copied code. */
    public CodeBlock code() {
        return isShared() ? CodeBlock.of("(($T) $N.get())", type, name) : CodeBlock.of("$N", name);
    }
}
