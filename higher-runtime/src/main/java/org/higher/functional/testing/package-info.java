/** Checks of your own models, for your tests. */
@NullMarked
package org.higher.functional.testing;

import org.jspecify.annotations.NullMarked;
