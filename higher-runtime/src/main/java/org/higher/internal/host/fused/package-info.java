/**
 * Kernel fusion: elementwise programs in one pass over memory, in several threads where it pays.
 */
@NullMarked
package org.higher.internal.host.fused;

import org.jspecify.annotations.NullMarked;
