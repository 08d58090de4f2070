package org.higher.internal.opencl;

import org.higher.internal.gpu.driver.Memory;

/** A buffer of OpenCL. */
record OpenClMemory(long handle, long bytes) implements Memory {}
