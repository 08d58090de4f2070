/**
 * Kernels for accelerators, written once: what a driver has to do ({@link
 * org.higher.internal.gpu.driver.Accelerator}), arrays in a device's memory, and the kernels over
 * them.
 */
@NullMarked
package org.higher.internal.gpu;

import org.jspecify.annotations.NullMarked;
