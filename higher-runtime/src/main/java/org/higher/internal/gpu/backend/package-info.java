/** Backends on accelerators: the primitives of all backends, over the kernels for devices. */
@NullMarked
package org.higher.internal.gpu.backend;

import org.jspecify.annotations.NullMarked;
