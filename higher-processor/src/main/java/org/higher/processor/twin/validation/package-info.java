/** Checks of models: of their declarations, and of attributed code. */
@NullMarked
package org.higher.processor.twin.validation;

import org.jspecify.annotations.NullMarked;
