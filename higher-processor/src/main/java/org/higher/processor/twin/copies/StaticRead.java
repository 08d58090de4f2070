package org.higher.processor.twin.copies;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.MemberNames;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nesting;
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
            ClassSource model,
            PrivateTypes privateTypes,
            MemberNames names,
            VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        boolean part = Annotations.isPart(owner) && Nesting.isPrivate(owner);
        boolean near =
                part
                        || (field.getModifiers().contains(Modifier.PRIVATE)
                                        || Inheritance.isAbove(owner, model.type()))
                                && isNamed(owner, model)
                                && privateTypes.copied(owner).isEmpty();
        boolean constant = field.getModifiers().contains(Modifier.FINAL);
        TypeMirror type = field.asType();
        Optional<TypeName> counterpart =
                constant && !(type instanceof ArrayType) // which may change
                        ? privateTypes.counterpart(type)
                        : Optional.empty();
        if (near && counterpart.isPresent()) {
            return counterpart.map(c -> new StaticRead(field, name(field, model, names), c, true));
        }
        boolean known =
                Shape.mentioned(type)
                        .noneMatch(t -> Annotations.isFunctional(t) || !isNamed(t, model));
        return near && known
                ? Optional.of(
                        new StaticRead(field, name(field, model, names), TypeName.get(type), false))
                : Optional.empty();
    }

    private static String name(VariableElement field, ClassSource model, MemberNames names) {
        String simpleName = field.getSimpleName().toString();
        Element owner = field.getEnclosingElement();
        boolean own = owner.equals(model.type());
        boolean constant = field.getModifiers().contains(Modifier.FINAL);
        if (own && constant) {
            return simpleName;
        }
        String name =
                FieldReads.constantName(
                        own ? simpleName : owner.getSimpleName() + "_" + simpleName);
        return names.constant(field, constant ? name : name + "_FIELD");
    }

    private static boolean isNamed(TypeElement type, ClassSource model) {
        return Inaccessible.ofType(type, model.type(), model.elements()).isEmpty();
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
