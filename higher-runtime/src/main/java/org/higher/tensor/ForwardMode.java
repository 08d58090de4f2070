package org.higher.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.ConversionOps;
import org.higher.internal.ops.passes.Directions;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TangentScope;
import org.higher.internal.tape.Value;

/**
 * Forward-mode differentiation: derivatives along a direction, computed beside the values.
 *
 * <pre>{@code
 * ForwardMode.Result along = ForwardMode.jvp(x -> x.sin().mul(x), x, v);
 * Tensor slope = along.tangent();                     // J v, of the shape of the value
 *
 * List<Tensor> slopes = ForwardMode.gradient(x -> validationLoss(x.get(0)), List.of(rate));
 * }</pre>
 *
 * <p>One run yields the derivative of all outputs along one direction, so it suits functions of a
 * few numbers, whatever becomes of them; {@link Grad} suits functions that end in one number.
 * Nothing is recorded for it: memory does not grow with the length of the computation. That of a
 * hypergradient is the memory of one step, where the inner loop is {@code GradientMode.UNTRACKED}.
 *
 * <p>Both modes nest, in any order: a function may call {@link Grad}, or this, and the results can
 * be differentiated by either. What is constant for one is so for the other: {@link Tensor#detach},
 * and what is computed within {@link NoGrad}, or assigned. New leaves are not: {@link
 * Tensor#parameter} and {@link Tensor#withRequiresGrad} yield the same values, and change as they
 * do. {@code GradientMode.UNTRACKED} is no cut either, while {@code FIRST_ORDER} takes the
 * gradients of its steps as constants, and {@code InnerLoop.truncate} ends what was before.
 *
 * <p>It holds for the thread that calls it; where another computes with what it differentiates by,
 * that is an error.
 */
public final class ForwardMode {
    private ForwardMode() {}

    /**
     * The values of a function and their derivatives along a direction, the Jacobian-vector
     * product.
     *
     * @param function of as many tensors as there are inputs, to any number of tensors; called once
     * @param inputs where to differentiate; what requires a gradient stays on the tape
     * @param vectors the direction: for each input one of its shape, element type and device; one
     *     without tasks holds for all
     * @throws IllegalArgumentException if a vector is not like its input
     * @throws IllegalStateException if an operation has no rule for this mode, naming it
     */
    public static Result jvp(
            Function<List<Tensor>, List<Tensor>> function,
            List<Tensor> inputs,
            List<Tensor> vectors) {
        Checks.given("jvp", "the function", function);
        Checks.given("jvp", "the list of inputs", inputs);
        Checks.given("jvp", "the list of vectors", vectors);
        if (inputs.size() != vectors.size()) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "jvp: %d inputs with %d vectors; give one vector for each input",
                            inputs.size(), vectors.size()));
        }
        List<Value> directions = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = Checks.given("jvp", "an input", inputs.get(i));
            Tensor vector = Checks.given("jvp", "a vector", vectors.get(i));
            directions.add(Directions.checked(i, input.value(), vector.value()));
        }
        return TangentScope.open(
                scope -> {
                    List<Tensor> varied = new ArrayList<>(inputs.size());
                    for (int i = 0; i < directions.size(); i++) {
                        Value x = ConversionOps.dup(inputs.get(i).value());
                        varied.add(Tensor.tensor(x.withTangent(scope, directions.get(i))));
                    }
                    return Result.of(scope, function.apply(List.copyOf(varied)));
                });
    }

    /** As {@link #jvp(Function, List, List)}, of a function of one tensor to one. */
    public static Result jvp(Function<Tensor, Tensor> function, Tensor input, Tensor vector) {
        Checks.given("jvp", "the function", function);
        Checks.given("jvp", "the input", input);
        Checks.given("jvp", "the vector", vector);
        return jvp(x -> listOf(function.apply(x.get(0))), List.of(input), List.of(vector));
    }

    /**
     * The gradient of a scalar by the elements of a few small tensors, one run for each element.
     *
     * <p>A scalar for each task is differentiated for each, as {@link Grad} does: by inputs that
     * have tasks, in one run for all of them; by those that tasks share, with the sum.
     *
     * @param function called once for each element: it computes the same each time, so draws are
     *     made within a {@code RandomScope}, or before
     * @param inputs say hyperparameters
     * @return of the shapes of the inputs, and their tasks
     * @throws IllegalArgumentException if the value is no scalar, or does not depend on an input,
     *     or an input has tasks and the value none
     * @throws IllegalStateException if it computes another value another time
     */
    public static List<Tensor> gradient(
            Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        Checks.given("gradient", "the function", function);
        Checks.given("gradient", "the list of inputs", inputs);
        List<Tensor> gradients = new ArrayList<>(inputs.size());
        List<double[]> value = new ArrayList<>(1);
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = Checks.given("gradient", "an input", inputs.get(i));
            List<Tensor> slopes = new ArrayList<>(input.size());
            for (int k = 0; k < input.size(); k++) {
                slopes.add(slope(function, inputs, i, k, value));
            }
            gradients.add(
                    slopes.isEmpty()
                            ? input.zerosLike()
                            : Tensor.stack(0, slopes).reshape(input.shape()));
        }
        return List.copyOf(gradients);
    }

    /**
     * The product of the Hessian of a scalar with a vector: the derivative of its gradient along
     * that, forward over reverse.
     *
     * @param loss of as many tensors as there are inputs; called once
     * @param at where to differentiate, such as weights
     * @param vectors one for each, as in {@link #jvp(Function, List, List)}
     * @return of the shapes of the inputs; a constant for reverse mode, and not for this one
     * @throws IllegalArgumentException if the loss is no scalar, or does not depend on an input
     */
    public static List<Tensor> hessianVectorProduct(
            Function<List<Tensor>, Tensor> loss, List<Tensor> at, List<Tensor> vectors) {
        Checks.given("hessianVectorProduct", "the loss", loss);
        return jvp(x -> slopes(loss, x), at, vectors).tangentsOrZeros();
    }

    /**
     * The product of the Gauss-Newton matrix Jᵀ H J with a vector: J is the Jacobian of a model's
     * outputs, H the Hessian of a loss of these.
     *
     * <p>It is the Hessian of the loss by the weights less the part in which the model curves, and
     * positive semidefinite where the loss is convex. Source: Schraudolph, Fast curvature
     * matrix-vector products for second-order gradient descent, Neural Computation 14, 2002.
     *
     * @param model computes outputs from weights; called once
     * @param loss a scalar of the outputs; called once
     * @param at the weights
     * @param vectors one for each, as in {@link #jvp(Function, List, List)}
     * @return of the shapes of the weights
     * @throws IllegalArgumentException if the loss is no scalar, or the outputs do not depend on a
     *     weight
     */
    public static List<Tensor> gaussNewtonProduct(
            Function<List<Tensor>, Tensor> model,
            Function<Tensor, Tensor> loss,
            List<Tensor> at,
            List<Tensor> vectors) {
        Checks.given("gaussNewtonProduct", "the model", model);
        Checks.given("gaussNewtonProduct", "the loss", loss);
        Checks.given("gaussNewtonProduct", "the list of weights", at);
        List<Tensor> weights = at.stream().map(Tensor::parameter).toList();
        Result outputs =
                Recording.with(true, () -> jvp(w -> listOf(model.apply(w)), weights, vectors));
        Tensor curved =
                hessianVectorProduct(
                                y -> loss.apply(y.get(0)),
                                List.of(outputs.value().withRequiresGrad(false)),
                                List.of(outputs.tangent().withRequiresGrad(false)))
                        .get(0);
        return Grad.of(outputs.value()).seeds(curved).with(weights).orThrow("gaussNewtonProduct");
    }

    /**
     * Whether a call of this class, in this thread, differentiates by what a tensor was computed
     * from.
     *
     * <p>Then it is no constant although it may require no gradient: code that leaves out what is 0
     * asks for that.
     */
    public static boolean isDifferentiating(Tensor tensor) {
        Value value = Checks.given("isDifferentiating", "the tensor", tensor).value();
        return value.hasTangents() && TangentScope.of(List.of(value)) != null;
    }

    private static Tensor slope(
            Function<List<Tensor>, Tensor> function,
            List<Tensor> inputs,
            int index,
            int element,
            List<double[]> first) {
        List<Tensor> one = List.of(inputs.get(index));
        Result along =
                jvp(
                        x -> {
                            List<Tensor> all = new ArrayList<>(inputs);
                            all.set(index, x.get(0));
                            return listOf(function.apply(all));
                        },
                        one,
                        List.of(Tensor.tensor(Directions.unit(one.get(0).value(), element))));
        Tensor value = along.value();
        Directions.checkScalar(index, one.get(0).value(), value.value(), first);
        int tasks = one.get(0).taskCount();
        Tensor slope = along.tangent().reshape();
        return tasks == 0 && value.taskCount() > 0 ? slope.sumOfTasks() : slope;
    }

    private static List<Tensor> slopes(Function<List<Tensor>, Tensor> loss, List<Tensor> at) {
        return Recording.with(
                true,
                () -> {
                    List<Tensor> x =
                            at.stream()
                                    .map(t -> t.requiresGrad() ? t : Tensor.parameter(t))
                                    .toList();
                    return Grad.of(loss.apply(x))
                            .partial(x)
                            .with(x)
                            .orThrow("hessianVectorProduct");
                });
    }

    private static List<Tensor> listOf(Tensor value) {
        return List.of(Checks.given("ForwardMode", "the value of the function", value));
    }

    /** The values of a function, and their derivatives along a direction. */
    public static final class Result {
        private final List<Tensor> values;
        private final List<Optional<Tensor>> tangents;

        private Result(List<Tensor> values, List<Optional<Tensor>> tangents) {
            this.values = List.copyOf(values);
            this.tangents = List.copyOf(tangents);
        }

        private static Result of(TangentScope scope, List<Tensor> outputs) {
            Checks.given("jvp", "the list of values of the function", outputs);
            List<Tensor> values = new ArrayList<>(outputs.size());
            List<Optional<Tensor>> tangents = new ArrayList<>(outputs.size());
            for (Tensor output : outputs) {
                Value value = Checks.given("jvp", "a value of the function", output).value();
                values.add(Tensor.tensor(value.without(scope)));
                tangents.add(Optional.ofNullable(value.tangent(scope)).map(Tensor::tensor));
            }
            return new Result(values, tangents);
        }

        /** What the function has returned. */
        public List<Tensor> values() {
            return values;
        }

        /**
         * The only value.
         *
         * @throws IllegalStateException if there are others, or none
         */
        public Tensor value() {
            checkOne();
            return values.get(0);
        }

        /** The derivative of one value; empty if it does not depend on the inputs. */
        public Optional<Tensor> get(int index) {
            return tangents.get(index);
        }

        /**
         * The derivatives, each of the shape of its value.
         *
         * @throws IllegalArgumentException if a value does not depend on the inputs; {@link
         *     #tangentsOrZeros} has zeros there
         */
        public List<Tensor> tangents() {
            for (int i = 0; i < values.size(); i++) {
                if (tangents.get(i).isEmpty()) {
                    throw new IllegalArgumentException(
                            Messages.of(
                                    "ForwardMode: value %d, %s, does not depend on the inputs that"
                                            + " the function was given: nothing passes detach(),"
                                            + " NoGrad, assign() and numbers that were read by"
                                            + " item(). Where zeros are meant, ask for them:"
                                            + " tangentsOrZeros()",
                                    i, Messages.kind(values.get(i).value())));
                }
            }
            return tangentsOrZeros();
        }

        /** The derivative of the only value; see {@link #tangents}. */
        public Tensor tangent() {
            checkOne();
            return tangents().get(0);
        }

        /** The derivatives; zeros where a value does not depend on the inputs. */
        public List<Tensor> tangentsOrZeros() {
            List<Tensor> filled = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
                Tensor value = values.get(i);
                filled.add(tangents.get(i).orElseGet(value::zerosLike));
            }
            return List.copyOf(filled);
        }

        private void checkOne() {
            if (values.size() != 1) {
                throw new IllegalStateException(
                        Messages.of(
                                "ForwardMode: the function has %d values, not one; ask for all of"
                                        + " them, with values() and tangents()",
                                values.size()));
            }
        }
    }
}
