/** What the parts of a checkpoint's code share: limits, and places for errors. */
@NullMarked
package org.higher.internal.io;

import org.jspecify.annotations.NullMarked;
