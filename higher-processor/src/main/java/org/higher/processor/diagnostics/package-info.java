/** Every message the processor can give, and how it reaches the user's line. */
@NullMarked
package org.higher.processor.diagnostics;

import org.jspecify.annotations.NullMarked;
