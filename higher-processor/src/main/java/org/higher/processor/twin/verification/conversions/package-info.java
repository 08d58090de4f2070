/** Conversions and types in attributed code that twins have not. */
@NullMarked
package org.higher.processor.twin.verification.conversions;

import org.jspecify.annotations.NullMarked;
