/** What an update rule must not do; each violation is a diagnostic. */
@NullMarked
package org.higher.processor.optimizer.validation;

import org.jspecify.annotations.NullMarked;
