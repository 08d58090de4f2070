/** Lifting: from the body of an update rule's method to tensor operations. */
@NullMarked
package org.higher.processor.optimizer.analysis;

import org.jspecify.annotations.NullMarked;
