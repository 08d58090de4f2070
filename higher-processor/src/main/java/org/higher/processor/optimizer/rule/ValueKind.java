package org.higher.processor.optimizer.rule;

import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** What sort of value a type is of. */
public enum ValueKind {
    /** {@code double}, {@code float}, or one of them boxed. */
    REAL,
    /** Any other number. */
    INTEGRAL,
    STRING,
    /** Known, and none of the above. */
    OTHER,
    UNKNOWN;

    /** The kind of a type; boxed numbers are numbers. */
    public static ValueKind of(TypeMirror type) {
        if (type.getKind() == TypeKind.DOUBLE || type.getKind() == TypeKind.FLOAT) {
            return REAL;
        }
        if (type.getKind().isPrimitive()) {
            return type.getKind() == TypeKind.BOOLEAN ? OTHER : INTEGRAL;
        }
        return switch (type.toString()) {
            case "java.lang.Double", "java.lang.Float" -> REAL;
            case "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Character" ->
                    INTEGRAL;
            case "java.lang.String" -> STRING;
            default -> OTHER;
        };
    }

    /** Whether this is a real or an integral number. */
    public boolean isNumber() {
        return this == REAL || this == INTEGRAL;
    }
}
