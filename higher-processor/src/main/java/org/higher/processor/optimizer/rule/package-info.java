/** The update rule as it was written, and what the types and calls in its code mean. */
@NullMarked
package org.higher.processor.optimizer.rule;

import org.jspecify.annotations.NullMarked;
