/** The source of a differentiable optimizer. */
@NullMarked
package org.higher.processor.optimizer.writing;

import org.jspecify.annotations.NullMarked;
