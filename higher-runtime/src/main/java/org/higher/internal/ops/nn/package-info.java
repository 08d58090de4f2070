/**
 * The op tables of neural networks: convolution, pooling, normalization, softmax, losses.
 *
 * <p>They are written on those of {@code org.higher.internal.ops}, and as those are.
 */
@NullMarked
package org.higher.internal.ops.nn;

import org.jspecify.annotations.NullMarked;
