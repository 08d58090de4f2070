/** Operator fusion: elementwise code on tensors, computed in one pass over memory. */
@NullMarked
package org.higher.internal.fusion;

import org.jspecify.annotations.NullMarked;
