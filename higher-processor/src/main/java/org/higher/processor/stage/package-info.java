/** What the stages have in common: their interface, their context, and writing the result. */
@NullMarked
package org.higher.processor.stage;

import org.jspecify.annotations.NullMarked;
