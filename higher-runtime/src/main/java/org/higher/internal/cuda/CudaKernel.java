package org.higher.internal.cuda;

import com.sun.jna.Pointer;
import org.higher.internal.gpu.Kernel;

/**
 * A function of a loaded module.
 *
 * @param function the driver's handle
 */
record CudaKernel(Pointer function, String name) implements Kernel {}
