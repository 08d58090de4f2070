/** The interface between tensors and a backend: arrays, and the closed set of kernels on them. */
@NullMarked
package org.higher.internal.backend;

import org.jspecify.annotations.NullMarked;
