package org.higher.optim;

/**
 * A link of a chain: an update rule that makes another gradient of a gradient, and moves no weight.
 *
 * <p>What {@code update} returns as its value is the transformed gradient, of the same shape. A
 * class implements this beside {@link UpdateRule}, or beside {@link JointRule} where it looks at
 * the gradients of all weights. A {@link org.higher.optim.chain.Chain} takes it; an {@link
 * Optimizer} by itself refuses it.
 */
public interface GradientTransform {}
