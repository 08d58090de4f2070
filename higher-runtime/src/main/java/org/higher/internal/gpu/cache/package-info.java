/** Binaries of kernels on disk, so that a program that starts again need not compile them. */
@NullMarked
package org.higher.internal.gpu.cache;

import org.jspecify.annotations.NullMarked;
