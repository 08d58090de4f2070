/** The memory of an accelerator, pooled and bounded. */
@NullMarked
package org.higher.internal.gpu.memory;

import org.jspecify.annotations.NullMarked;
