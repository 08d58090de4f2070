/**
 * Chains of gradient transforms, and the links they are made of.
 *
 * <p>An optimizer as a chain of small rules, as in DeepMind et al. 2020, <i>The DeepMind JAX
 * ecosystem</i> (optax): each link makes another gradient of a gradient.
 */
@NullMarked
package org.higher.optim.chain;

import org.jspecify.annotations.NullMarked;
