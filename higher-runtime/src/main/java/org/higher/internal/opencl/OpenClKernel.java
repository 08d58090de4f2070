package org.higher.internal.opencl;

import org.higher.internal.gpu.Kernel;

/** A kernel of OpenCL; its arguments are set and it is launched under one lock. */
record OpenClKernel(long handle, String name) implements Kernel {}
