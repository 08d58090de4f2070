/** Update rules, and the optimizers that apply them. */
@NullMarked
package org.higher.optim;

import org.jspecify.annotations.NullMarked;
