/**
 * The backend of the Java heap, which is always there.
 *
 * <p>{@code HostKernels} checks arguments and leaves the work to the packages below, each of which
 * has one class of static methods for it: {@code ElementwiseKernels}, {@code MovementKernels} for
 * slicing, transposition and broadcasting, {@code ReductionKernels}, {@code MatmulKernels}, {@code
 * ConvolutionKernels}, {@code PoolingKernels}, {@code FusedKernels}. Imports point from left to
 * right: {@code fused} and {@code convolution}, {@code matmul}, {@code reduction}, {@code
 * elementwise}, {@code movement}, {@code memory}.
 */
@NullMarked
package org.higher.internal.host;

import org.jspecify.annotations.NullMarked;
