/**
 * N-dimensional arrays on the heap, and the memory that kernels use again.
 *
 * <p>Four classes keep memory, each for another owner and lifetime:
 *
 * <ul>
 *   <li>{@code MemoryPool}: arrays of gradients, for one backward pass; by reference counting
 *   <li>{@code HeapWorkspace}: what a convolution arranges its operands in, and intermediate
 *       results of fused programs; kept by the thread
 *   <li>{@code OffHeapWorkspace} in {@code matmul}: copies of operands that OpenBLAS reads; kept by
 *       the thread up to a size
 *   <li>{@code WinogradWorkspace} in {@code convolution}: an array for each element of a tile; kept
 *       by the thread
 * </ul>
 *
 * <p>All fill what they hand out with NaN in the mode of {@code MemoryPoisoning}.
 */
@NullMarked
package org.higher.internal.host.memory;

import org.jspecify.annotations.NullMarked;
