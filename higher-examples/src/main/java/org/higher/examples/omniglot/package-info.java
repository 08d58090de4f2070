/**
 * Meta-learning to tell handwritten characters apart from one or a few drawings of each.
 *
 * <p>The Omniglot experiment of Finn, Abbeel and Levine, Model-agnostic meta-learning for fast
 * adaptation of deep networks, ICML 2017, section 5.2. {@link
 * org.higher.examples.omniglot.OmniglotMaml} is the program.
 */
@NullMarked
package org.higher.examples.omniglot;

import org.jspecify.annotations.NullMarked;
