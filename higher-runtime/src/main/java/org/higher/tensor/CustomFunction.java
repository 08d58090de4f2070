package org.higher.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointRule;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
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
        Derivative derivative = new Derivative(given);
        JointOp op = JointOp.jointOp(name, derivative);
        for (int i = 0; i < given.size(); i++) {
            op.wrt(given.get(i).value(), i).reads(given.get(i).value());
        }
        Value result = made.value();
        op.value(result.data(), 0, result.tasks(), result.isNumber());
        Value recorded = op.record().get(0);
        derivative.result = recorded;
        return Tensor.tensor(recorded);
    }

    @Override
    public String toString() {
        return "CustomFunction " + name;
    }

    private final class Derivative implements JointRule {
        private final List<Tensor> arguments;

        /** Set before anybody can ask for gradients. */
        private @Nullable Value result;

        Derivative(List<Tensor> arguments) {
            this.arguments = arguments;
        }

        @Override
        public int values() {
            return 1;
        }

        @Override
        public int arguments() {
            return arguments.size();
        }

        @Override
        public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
            Tensor g = own(Tensor.tensor(given(gradients[0])));
            List<Tensor> found = gradients(g, given(result));
            @Nullable Value[] results = new Value[arguments.size()];
            for (int i = 0; i < results.length; i++) {
                if (wanted[i]) {
                    results[i] = own(like(i, found.get(i))).value();
                }
            }
            return results;
        }

        @Override
        public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
            Value y = values.get(0);
            if (jvp.isEmpty()) {
                return new @Nullable Value[] {alongTangents(tangents, y)};
            }
            List<Tensor> filled = new ArrayList<>(arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                Value tangent = tangents[i];
                filled.add(tangent == null ? arguments.get(i).zerosLike() : Tensor.tensor(tangent));
            }
            Tensor made = jvp.get().of(filled, Tensor.tensor(y), arguments);
            if (made == null) {
                throw new IllegalStateException(name + ": its forward rule gave null");
            }
            return new Value[] {made.value()};
        }

        /** J v as the derivative of uᵀ J by u along v: the VJP is linear in u. */
        private @Nullable Value alongTangents(@Nullable Value[] tangents, Value y) {
            boolean graph = Recording.isOn();
            return Recording.with(
                    true,
                    () -> {
                        Tensor u = Tensor.parameter(Tensor.tensor(y.fullLike(1)));
                        List<Tensor> found = gradients(u, y);
                        List<Tensor> reached = new ArrayList<>();
                        List<Tensor> along = new ArrayList<>();
                        for (int i = 0; i < tangents.length; i++) {
                            Value tangent = tangents[i];
                            if (tangent != null && reaches(u, i, like(i, found.get(i)))) {
                                reached.add(like(i, found.get(i)));
                                along.add(Tensor.tensor(tangent));
                            }
                        }
                        if (reached.isEmpty()) {
                            return null;
                        }
                        Grad grad =
                                Grad.of(reached.toArray(Tensor[]::new))
                                        .seeds(along.toArray(Tensor[]::new));
                        return (graph ? grad.createGraph() : grad).with(u).orZero(0).value();
                    });
        }

        /**
         * Whether a gradient was computed from that of the value; else it has to be 0.
         *
         * @throws IllegalStateException if it is not, say because the VJP has detached it
         */
        private boolean reaches(Tensor u, int index, Tensor gradient) {
            boolean reaches =
                    gradient.requiresGrad()
                            && Grad.of(gradient)
                                    .seeds(gradient.zerosLike())
                                    .with(u)
                                    .get(0)
                                    .isPresent();
            double[] values = reaches ? new double[0] : values(gradient);
            if (Arrays.stream(values).anyMatch(x -> x != 0)) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: its derivative by argument %d is not computed from the"
                                        + " gradient that it is given, by tensor operations, so"
                                        + " forward mode cannot follow it; give it a rule, by"
                                        + " withJvp",
                                name, index));
            }
            return reaches;
        }

        private double[] values(Tensor gradient) {
            return gradient.value().kernels().toDoubles(gradient.value().data());
        }

        private List<Tensor> gradients(Tensor g, Value y) {
            List<Tensor> found = vjp.of(g, Tensor.tensor(y), arguments);
            if (found == null || found.size() != arguments.size()) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: its derivative gave %s gradients for %d arguments; return one"
                                        + " for each, zerosLike() where there is no influence",
                                name, found == null ? "no" : found.size(), arguments.size()));
            }
            return found;
        }

        private <T> T given(@Nullable T there) {
            if (there == null) {
                throw new IllegalStateException(name + ": no gradient, or no value");
            }
            return there;
        }

        /**
         * A copy that is nobody else's: the memory of gradients is used again, and the user's code
         * may keep what it has seen and made.
         */
        private Tensor own(Tensor tensor) {
            if (Recording.isOn()) {
                return tensor;
            }
            return tensor.mul(1);
        }

        /** A gradient of an argument, summed where that was broadcast. */
        private Tensor like(int index, @Nullable Tensor gradient) {
            Tensor x = arguments.get(index);
            if (gradient == null) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: the gradient of argument %d is null; return zerosLike()",
                                name, index));
            }
            int[] whole = gradient.value().shape();
            boolean fits =
                    Shapes.canBroadcast(x.value().shape(), whole)
                            && Arrays.equals(Shapes.broadcast(x.value().shape(), whole), whole)
                            && (gradient.taskCount() == x.taskCount() || x.taskCount() == 0)
                            && gradient.value().dtype() == x.value().dtype()
                            && gradient.value().device().equals(x.value().device());
            if (!fits) {
                throw new IllegalStateException(
                        Messages.of(
                                "%s: argument %d is %s on %s, and its gradient %s on %s; they must"
                                        + " agree, but for axes of 1 that were repeated",
                                name,
                                index,
                                Messages.kind(x.value()),
                                x.value().device(),
                                Messages.kind(gradient.value()),
                                gradient.value().device()));
            }
            return Tensor.tensor(
                    ReductionOps.sumTo(gradient.value(), x.value().shape(), x.taskCount(), name));
        }
    }
}
