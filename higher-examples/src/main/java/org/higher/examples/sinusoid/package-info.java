/**
 * Meta-learning to fit sine curves from a few points.
 *
 * <p>The regression experiment of Finn, Abbeel and Levine, Model-agnostic meta-learning for fast
 * adaptation of deep networks, ICML 2017, section 5.1. {@link
 * org.higher.examples.sinusoid.SinusoidMaml} is the program.
 */
@NullMarked
package org.higher.examples.sinusoid;

import org.jspecify.annotations.NullMarked;
