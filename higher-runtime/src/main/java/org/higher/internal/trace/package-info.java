/** Looks on as code computes with arrays, to learn what it computes. */
@NullMarked
package org.higher.internal.trace;

import org.jspecify.annotations.NullMarked;
