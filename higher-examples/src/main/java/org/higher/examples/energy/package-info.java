/**
 * Recognizing digits by minimizing a learned energy over the answer.
 *
 * <p>A network scores how ill a label fits an image; the prediction is what a few steps of gradient
 * descent on the label arrive at, and the network is trained through those steps. After Belanger
 * and McCallum, Structured prediction energy networks, ICML 2016, and Amos, Xu and Kolter, Input
 * convex neural networks, ICML 2017. {@link org.higher.examples.energy.EnergyMnist} is the program.
 */
@NullMarked
package org.higher.examples.energy;

import org.jspecify.annotations.NullMarked;
