package org.higher.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what can be learned: a hyperparameter of an update rule, or a parameter of a model.
 *
 * <p><b>On a number of an update rule.</b> Before, plain arithmetic on a {@code double}:
 *
 * <pre>{@code
 * public record Decayed(@Trainable double lr) implements UpdateRule<Decayed.State> {
 *     public record State(int step) {}
 *
 *     public State init(Tensor p) {
 *         return new State(0);
 *     }
 *
 *     public Step<State> update(Tensor p, Tensor g, State s) {
 *         double rate = lr / Math.sqrt(1 + s.step());
 *         return new Step<>(p.sub(g.mul(rate)), new State(s.step() + 1));
 *     }
 * }
 * }</pre>
 *
 * <p>After, beside it, {@code DifferentiableDecayed}, where {@code lr} and everything computed from
 * it is a {@code Tensor}, so that a loss after many steps has a gradient with respect to it:
 *
 * <pre>{@code
 * Tensor rate = lr.div(Math.sqrt(1 + s.step()));
 * return new Step<>(p.sub(g.mul(rate)), new State(s.step() + 1));
 * }</pre>
 *
 * <p><b>On a tensor or a module of an update rule.</b> Rates for each element, an initial state, or
 * a network that proposes the step: a learned optimizer is an ordinary rule. Before:
 *
 * <pre>{@code
 * public record Learned(@Trainable Tensor rates, @Trainable Net net) implements UpdateRule<...> {
 *     public Step<State> update(Tensor p, Tensor g, State s) {
 *         return new Step<>(p.sub(net.forward(g).mul(rates)), s);
 *     }
 * }
 * }</pre>
 *
 * <p>After: the same code, in which {@code net} is a twin over the module's own parameters, which
 * gradients reach, or over others that are given in their place: {@code
 * Overrides.of(DifferentiableLearned.NET, params)}. Lists, maps, arrays and optionals of tensors or
 * modules work, too.
 *
 * <p><b>On a tensor of a {@link Functional} class.</b> Before:
 *
 * <pre>{@code
 * @Trainable private final Tensor weight;
 * }</pre>
 *
 * <p>After: {@code weight} is a component of the twin's {@code Params}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD)
public @interface Trainable {}
