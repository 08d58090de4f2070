package org.higher.tensor;

import static org.higher.tensor.Tensor.tensor;
import static org.higher.tensor.Tensor.tensors;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.CustomRule;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.Value;
import org.higher.internal.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * A function with a derivative of one's own, in place of the one that its operations would have.
 *
 * <pre>{@code
 * static final CustomFunction SIGN = // the straight-through estimator
 *         CustomFunction.of(
 *                 "sign",
 *                 x -> x.get(0).sign(),
 *                 (g, y, x) -> List.of(g.mul(x.get(0).abs().le(1))));
 *
 * Tensor y = SIGN.apply(x);
 * }</pre>
 *
 * <p>How the value is computed is not recorded: the tape keeps the arguments and the value, and
 * asks for the vector-Jacobian product (VJP) when gradients are taken. That is written in tensor
 * operations, so second and higher derivatives are those of the VJP. Whether it is the derivative
 * of the value is up to whoever writes it; {@link org.higher.functional.testing.GradCheck} compares
 * the two.
 *
 * <p>It holds for tensors with a task axis as it is written, and within update rules. It keeps
 * nothing, so one is made once and used everywhere.
 */
public final class CustomFunction {
    private final String name;
    private final Function<List<Tensor>, Tensor> value;
    private final Vjp vjp;
    private final Optional<Jvp> jvp;

    private CustomFunction(
            String name, Function<List<Tensor>, Tensor> value, Vjp vjp, Optional<Jvp> jvp) {
        this.name = name;
        this.value = value;
        this.vjp = vjp;
        this.jvp = jvp;
    }

    /**
     * A function of any number of tensors.
     *
     * @param name for messages
     * @param value computes the value of the arguments, in any way
     * @param vjp the derivative
     */
    public static CustomFunction of(String name, Function<List<Tensor>, Tensor> value, Vjp vjp) {
        Checks.given("CustomFunction", "the name", name);
        Checks.given(name, "the function", value);
        Checks.given(name, "the derivative", vjp);
        return new CustomFunction(name, value, vjp, Optional.empty());
    }

    /**
     * The same function with a rule of its own for {@link ForwardMode}.
     *
     * <p>Without one, the Jacobian-vector product is the derivative of the VJP by the gradient that
     * it is given, along the tangents; that is exact, and costs two passes through the VJP.
     */
    public CustomFunction withJvp(Jvp forward) {
        return new CustomFunction(
                name, value, vjp, Optional.of(Checks.given(name, "the forward rule", forward)));
    }

    /** The vector-Jacobian product of a function. */
    @FunctionalInterface
    public interface Vjp {
        /**
         * The gradients of the arguments, by tensor operations on what is given.
         *
         * @param gradient of the value, and of its shape
         * @param value of the function; it is on the tape, as the arguments are
         * @param arguments as they were given
         * @return one tensor for each argument, of its shape, or of one to which it broadcasts, and
         *     which is then summed; zeros, as {@code x.zerosLike()}, where there is no influence
         */
        List<Tensor> of(Tensor gradient, Tensor value, List<Tensor> arguments);
    }

    /** The Jacobian-vector product of a function. */
    @FunctionalInterface
    public interface Jvp {
        /**
         * The tangent of the value, by tensor operations on what is given.
         *
         * @param tangents of the arguments, and of their shapes; zeros where one does not vary
         * @param value of the function
         * @param arguments as they were given
         * @return of the shape of the value, or of one that broadcasts to it
         */
        Tensor of(List<Tensor> tangents, Tensor value, List<Tensor> arguments);
    }

    /** As {@link #apply(List)}. */
    public Tensor apply(Tensor... arguments) {
        return apply(List.of(arguments));
    }

    /**
     * The value, on the tape if an argument is.
     *
     * @throws IllegalStateException if the function gives null; when gradients are taken, if the
     *     derivative does not give a tensor like each argument
     */
    public Tensor apply(List<Tensor> arguments) {
        Checks.given(name, "the list of arguments", arguments);
        arguments.forEach(argument -> Checks.given(name, "an argument", argument));
        List<Tensor> given = List.copyOf(arguments);
        Tensor made = NoGrad.get(() -> value.apply(given));
        if (made == null) {
            throw new IllegalStateException(name + ": its function gave null; return a tensor");
        }
        List<Value> values = given.stream().map(Tensor::value).toList();
        CustomRule derivative =
                new CustomRule(
                        name,
                        values,
                        (g, y) -> values(vjp.of(tensor(g), tensor(y), given)),
                        jvp.map(rule -> (t, y) -> value(rule.of(tensors(t), tensor(y), given))));
        JointOp op = JointOp.jointOp(name, derivative);
        for (int i = 0; i < values.size(); i++) {
            op.wrt(values.get(i), i).reads(values.get(i));
        }
        Value result = made.value();
        Tracer.keepInputs(result.data().device());
        op.value(result.data(), 0, result.tasks(), result.isNumber());
        Value recorded = op.record().get(0);
        derivative.setResult(recorded);
        return tensor(recorded);
    }

    private static @Nullable List<@Nullable Value> values(@Nullable List<Tensor> found) {
        return found == null ? null : found.stream().map(CustomFunction::value).toList();
    }

    private static @Nullable Value value(@Nullable Tensor made) {
        return made == null ? null : made.value();
    }

    @Override
    public String toString() {
        return "CustomFunction " + name;
    }
}
