/**
 * The steps of a differentiable optimizer, in parts: gradients, values of hyperparameters, groups
 * with their states, updates in one pass over memory.
 */
@NullMarked
package org.higher.internal.optim;

import org.jspecify.annotations.NullMarked;
