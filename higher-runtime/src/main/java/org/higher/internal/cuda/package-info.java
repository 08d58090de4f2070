/**
 * The driver of NVIDIA's cards: kernels compiled by NVRTC, products by cuBLAS, a stream for each
 * thread. The kernels themselves are those of {@link org.higher.internal.gpu}; libraries are found
 * by {@link org.higher.internal.cuda.libraries}.
 */
@NullMarked
package org.higher.internal.cuda;

import org.jspecify.annotations.NullMarked;
