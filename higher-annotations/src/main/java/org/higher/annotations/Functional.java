package org.higher.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a stateless twin of a model class.
 *
 * <p>Before, an ordinary class with its weights inside:
 *
 * <pre>{@code
 * @Functional
 * public class Net {
 *     private final Linear hidden = new Linear(1, 40);
 *     private final Linear out = new Linear(40, 1);
 *
 *     public Tensor forward(Tensor x) {
 *         return out.forward(hidden.forward(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>After, beside it, {@code FunctionalNet}: the same code with the weights as an argument.
 *
 * <pre>{@code
 * FunctionalNet net = FunctionalNet.of(new Net());
 * FunctionalNet.Params params = net.params();      // record Params(Linear hidden, Linear out)
 * Tensor y = net.forward(params, x);               // what new Net().forward(x) computes
 * }</pre>
 *
 * <p>A field of the class is one of four things:
 *
 * <ul>
 *   <li>a <b>parameter</b>: a {@code Tensor}, or a {@code List}, {@code Set}, {@code Map} whose
 *       keys are texts, numbers or enums, array or {@code Optional} of them, annotated {@link
 *       Trainable} or given what {@code Tensor.parameter} returns by the class itself;
 *   <li>a <b>buffer</b>: the same, annotated {@link Buffer};
 *   <li>a <b>submodule</b>: a type that is {@code @Functional} itself, a record or class without
 *       annotation that holds such, or a container of either;
 *   <li><b>configuration</b>: anything else; it is read afresh whenever parameters are bound, and
 *       must not lead to parameters, as a function that captures a layer does.
 * </ul>
 *
 * <p>The class must have a {@code forward} method, or others that take and return tensors, and be a
 * top-level or static nested class that is not private; it may be a record. On an interface,
 * {@code @Functional} makes a layer type whose implementations are twins of their own, so that a
 * field of the interface's type can hold any of them.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Functional {
    /**
     * The names of the methods that the model is run by; the twin has each with the parameters
     * before its arguments. They must be neither static nor private.
     *
     * <p>Without names they are the methods called {@code forward}; where there is none, all others
     * that take tensors and return some.
     */
    String[] method() default {};
}
