/**
 * Optimizers, plain and differentiable, and the update rules that they apply.
 *
 * <p>An {@link org.higher.optim.UpdateRule} says how one tensor changes; those of the library are
 * in {@code org.higher.optim.rules}. An {@link org.higher.optim.Optimizer} applies a rule in place,
 * a {@link org.higher.optim.DifferentiableOptimizer} on the tape. Parameters come before the rule
 * or the optimizer that moves them, in every method.
 */
@NullMarked
package org.higher.optim;

import org.jspecify.annotations.NullMarked;
