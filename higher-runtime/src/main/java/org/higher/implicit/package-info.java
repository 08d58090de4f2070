/**
 * Implicit differentiation: gradients of the solution of an inner problem, however it was found.
 *
 * <p>{@link org.higher.implicit.ImplicitGradient} puts the solution on the tape; a {@link
 * org.higher.implicit.LinearSolver} solves the linear system of its gradient.
 */
@NullMarked
package org.higher.implicit;

import org.jspecify.annotations.NullMarked;
