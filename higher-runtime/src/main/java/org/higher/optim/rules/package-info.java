/**
 * The update rules of the library, such as {@link org.higher.optim.rules.Sgd} and {@link
 * org.higher.optim.rules.Adam}, each with its differentiable version.
 *
 * <p>They are apart from {@code org.higher.optim} because the processor writes each differentiable
 * version into the package of its rule, where it depends on the optimizers, which know no rule.
 */
@NullMarked
package org.higher.optim.rules;

import org.jspecify.annotations.NullMarked;
