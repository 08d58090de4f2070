/** Data-flow analysis of what an update rule computes from its hyperparameters when it is made. */
@NullMarked
package org.higher.processor.optimizer.construction;

import org.jspecify.annotations.NullMarked;
