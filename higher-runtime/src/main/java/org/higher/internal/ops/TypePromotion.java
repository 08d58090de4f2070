package org.higher.internal.ops;

import java.util.List;
import java.util.Optional;
import org.higher.internal.tape.Value;

/** Type promotion: a {@linkplain Value#isNumber number} takes on the type of another operand. */
public final class TypePromotion {
    private TypePromotion() {}

    /** Whether one is a number and the other is not. */
    public static boolean applies(Value a, Value b) {
        return a.isNumber() != b.isNumber();
    }

    /** Whether this is a number that is as good as a {@code double}. */
    static boolean isConstant(Value x) {
        return x.isNumber()
                && x.tasks() == null
                && !x.requiresGrad()
                && !x.hasTangents()
                && !Double.isNaN(x.exact());
    }

    /** x, in the element type of another if it is a number and the other is not. */
    public static Value promote(Value x, Value other) {
        return x.isNumber() && !other.isNumber() ? ConversionOps.to(x, other.dtype()) : x;
    }

    /** Values among which there are numbers only, or none. */
    public static List<Value> together(List<Value> parts) {
        Optional<Value> typed = parts.stream().filter(part -> !part.isNumber()).findFirst();
        return typed.map(other -> parts.stream().map(part -> promote(part, other)).toList())
                .orElse(parts);
    }
}
