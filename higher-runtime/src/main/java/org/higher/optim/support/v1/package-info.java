/**
 * What compiled differentiable optimizers depend on, version 1.
 *
 * <p>A class such as {@code DifferentiableSgd}, which the processor writes, extends {@link
 * org.higher.optim.support.v1.AbstractDifferentiableOptimizer} and reads hyperparameters from
 * {@link org.higher.optim.support.v1.Hyper}. Beside these it refers to public types of {@code
 * org.higher.optim}: {@code Key}, {@code TreeKey}, {@code Settings}, {@code Step} and {@code
 * UpdateRule}. A class compiled against this package works with every later release that has it. A
 * change that would break such classes goes into a package {@code v2}, beside this one.
 *
 * <p>Call it from differentiable optimizers that are written by hand, and from nowhere else.
 */
@NullMarked
package org.higher.optim.support.v1;

import org.jspecify.annotations.NullMarked;
