/** Bilevel optimization: hyperparameters that are learned on a validation set. */
@NullMarked
package org.higher.bilevel;

import org.jspecify.annotations.NullMarked;
