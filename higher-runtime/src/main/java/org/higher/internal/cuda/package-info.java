/**
 * The driver of NVIDIA's cards: libraries found by name at run time, kernels compiled by NVRTC,
 * products by cuBLAS. The kernels themselves are those of {@link org.higher.internal.gpu}.
 */
@NullMarked
package org.higher.internal.cuda;

import org.jspecify.annotations.NullMarked;
