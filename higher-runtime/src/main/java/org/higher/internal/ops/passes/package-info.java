/** What derivatives begin with, in both modes, checked; and what they did not reach. */
@NullMarked
package org.higher.internal.ops.passes;

import org.jspecify.annotations.NullMarked;
