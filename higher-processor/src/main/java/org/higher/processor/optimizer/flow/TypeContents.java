package org.higher.processor.optimizer.flow;

import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.types.Annotations;

/** What objects of a type hold: tensors, or real numbers. */
final class TypeContents {
    /** How deep fields and type arguments are looked into. */
    private static final int DEPTH = 3;

    private TypeContents() {}

    /** Whether a type is that of real numbers, or of an array of them. */
    static boolean holdsReals(TypeMirror type) {
        return type instanceof ArrayType a
                ? holdsReals(a.getComponentType())
                : ValueKind.of(type) == ValueKind.REAL || type.toString().startsWith("org.nd4j.");
    }

    /** Whether a type is that of a tensor, or of an object with tensors; modules are none. */
    static boolean holdsTensors(TypeMirror type) {
        return holdsTensors(type, 0);
    }

    private static boolean holdsTensors(TypeMirror type, int depth) {
        if (Annotations.isTensor(type)) {
            return true;
        }
        if (type instanceof ArrayType a) {
            return holdsTensors(a.getComponentType(), depth);
        }
        if (depth > DEPTH
                || !(type instanceof DeclaredType d)
                || Annotations.isFunctional(d.asElement())) {
            return false;
        }
        return d.getTypeArguments().stream().anyMatch(t -> holdsTensors(t, depth + 1))
                || !d.toString().startsWith("java.")
                        && d.asElement().getEnclosedElements().stream()
                                .filter(f -> f.getKind().isField())
                                .anyMatch(f -> holdsTensors(f.asType(), depth + 1));
    }
}
