/** Saving and loading: weights, buffers, the state of optimizers, learned hyperparameters. */
@NullMarked
package org.higher.io;

import org.jspecify.annotations.NullMarked;
