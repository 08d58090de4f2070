/**
 * What a driver of accelerators has to do: an {@link org.higher.internal.gpu.driver.Accelerator}
 * with its memory, kernels and queue, and libraries of the device.
 */
@NullMarked
package org.higher.internal.gpu.driver;

import org.jspecify.annotations.NullMarked;
