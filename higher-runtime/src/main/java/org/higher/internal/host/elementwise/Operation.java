package org.higher.internal.host.elementwise;

import java.util.Locale;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Program;

/**
 * An operation of a loop.
 *
 * @param formula a method of {@link FloatFormulas} and {@link DoubleFormulas}, or of {@link
 *     FloatFunctions} and {@link DoubleFunctions}
 * @param isTranscendental whether it is of the latter
 * @param operands the numbers of the values that it reads
 */
public record Operation(String formula, boolean isTranscendental, int... operands) {
    public static Operation of(Program.Step step) {
        if (step instanceof Program.Apply apply) {
            return of(apply.f(), apply.x());
        } else if (step instanceof Program.Combine combine) {
            return of(combine.f(), combine.a(), combine.b());
        }
        return choice(Program.operands(step));
    }

    static Operation of(Unary f, int x) {
        boolean isTranscendental =
                switch (f) {
                    case EXP, LOG, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF -> true;
                    case NEG, ABS, SIGN, SQRT, RELU, SQUARE, RECIPROCAL -> false;
                };
        return new Operation(name(f), isTranscendental, x);
    }

    static Operation of(Binary f, int a, int b) {
        return new Operation(name(f), f == Binary.POW, a, b);
    }

    /** The first operand is the condition. */
    static Operation choice(int... operands) {
        return new Operation("choose", false, operands);
    }

    /** {@code TANH_VJP} is {@code tanhVjp}. */
    private static String name(Enum<?> f) {
        return f.name().toLowerCase(Locale.ROOT).replace("_vjp", "Vjp");
    }
}
