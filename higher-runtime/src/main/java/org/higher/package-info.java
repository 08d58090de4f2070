/** Differentiating through an unrolled optimization loop. */
@NullMarked
package org.higher;

import org.jspecify.annotations.NullMarked;
