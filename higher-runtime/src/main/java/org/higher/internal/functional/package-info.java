/** What other modules need to know of a model. */
@NullMarked
package org.higher.internal.functional;

import org.jspecify.annotations.NullMarked;
