/**
 * 2-D convolution and its gradients, by matrix products (im2col) or by Winograd's algorithm; max
 * pooling.
 */
@NullMarked
package org.higher.internal.host.convolution;

import org.jspecify.annotations.NullMarked;
