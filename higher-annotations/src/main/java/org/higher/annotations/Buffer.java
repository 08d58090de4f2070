package org.higher.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a tensor of a {@link Functional} class that belongs to the model's state without being
 * learned, such as a running mean.
 *
 * <p>A buffer is the one kind of field that {@code forward} may write. Before:
 *
 * <pre>{@code
 * @Buffer private Tensor mean = Tensor.zeros(3);
 *
 * public Tensor forward(Tensor x) {
 *     mean = mean.mul(0.9).add(x.mean(0).mul(0.1));
 *     return x.sub(mean);
 * }
 * }</pre>
 *
 * <p>After: the twin starts from the model's value and keeps its own from then on; the model's
 * field is never written.
 *
 * <pre>{@code
 * FunctionalCentre.Bound bound = twin.bind(twin.params());
 * bound.forward(x);
 * Tensor seen = bound.params().mean();
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD)
public @interface Buffer {}
