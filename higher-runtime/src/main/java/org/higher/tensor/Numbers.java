package org.higher.tensor;

import java.util.List;
import java.util.Optional;

/** Type promotion: a {@linkplain Tensor#number number} takes on the type of another operand. */
final class Numbers {
    private Numbers() {}

    /** Whether one is a number and the other is not; what is null is left to {@link Checks}. */
    static boolean meet(Tensor a, Tensor b) {
        return a != null && b != null && a.isNumber() != b.isNumber();
    }

    /** Whether this is a number that is as good as a {@code double}. */
    static boolean isConstant(Tensor x) {
        return x.isNumber() && x.tasks() == null && !x.requiresGrad() && !Double.isNaN(x.exact());
    }

    /** x, in the element type of another tensor if it is a number and the other is not. */
    static Tensor beside(Tensor other, Tensor x) {
        return meet(x, other) && x.isNumber() ? x.to(other.dtype()) : x;
    }

    /** Tensors among which there are numbers only, or none. */
    static List<Tensor> together(List<Tensor> parts) {
        Optional<Tensor> typed = parts.stream().filter(part -> !part.isNumber()).findFirst();
        return typed.map(other -> parts.stream().map(part -> beside(other, part)).toList())
                .orElse(parts);
    }
}
