/**
 * Data-flow analyses of the steps of an update rule: taint by hyperparameters, and numbers that are
 * read from tensors.
 */
@NullMarked
package org.higher.processor.optimizer.flow;

import org.jspecify.annotations.NullMarked;
