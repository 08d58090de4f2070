/** Layers and losses. */
@NullMarked
package org.higher.nn;

import org.jspecify.annotations.NullMarked;
