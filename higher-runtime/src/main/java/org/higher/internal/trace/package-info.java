/** Tracing of code that computes with arrays, for kernel fusion. */
@NullMarked
package org.higher.internal.trace;

import org.jspecify.annotations.NullMarked;
