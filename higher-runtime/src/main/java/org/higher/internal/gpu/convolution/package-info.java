/** 2-D convolution on accelerators: im2col and a matrix product, or a library of the device. */
@NullMarked
package org.higher.internal.gpu.convolution;

import org.jspecify.annotations.NullMarked;
