/** Errors of a full heap that say what had no memory, what keeps it, and what to do. */
@NullMarked
package org.higher.internal.heap;

import org.jspecify.annotations.NullMarked;
