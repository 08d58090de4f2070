/** The backend that computes through OpenCL: a driver for the kernels of accelerators. */
@NullMarked
package org.higher.internal.opencl;

import org.jspecify.annotations.NullMarked;
