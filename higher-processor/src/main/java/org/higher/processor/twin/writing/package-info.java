/** Writes a twin from its description. */
@NullMarked
package org.higher.processor.twin.writing;

import org.jspecify.annotations.NullMarked;
