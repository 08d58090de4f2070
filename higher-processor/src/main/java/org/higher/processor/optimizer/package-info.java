/** From an update rule to its differentiable optimizer. */
@NullMarked
package org.higher.processor.optimizer;

import org.jspecify.annotations.NullMarked;
