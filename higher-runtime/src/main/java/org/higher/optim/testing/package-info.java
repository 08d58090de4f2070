/** Checks of update rules, for tests of rules of your own. */
@NullMarked
package org.higher.optim.testing;

import org.jspecify.annotations.NullMarked;
