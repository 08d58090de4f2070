/**
 * Gradient estimators: gradients of expectations, from draws.
 *
 * <p>For losses that can't be differentiated, and for those whose inputs are drawn.
 */
@NullMarked
package org.higher.estimators;

import org.jspecify.annotations.NullMarked;
