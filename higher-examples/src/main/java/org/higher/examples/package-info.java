/**
 * Programs to run and to learn from, and the models they share: {@link org.higher.examples.Net} for
 * curves, {@link org.higher.examples.ConvNet} for images.
 */
@NullMarked
package org.higher.examples;

import org.jspecify.annotations.NullMarked;
