/** Copying of source text: methods and where they stand, replacement of names, literals. */
@NullMarked
package org.higher.processor.text;

import org.jspecify.annotations.NullMarked;
