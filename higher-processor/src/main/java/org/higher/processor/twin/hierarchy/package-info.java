/** A model with all that it inherits, and where the members of both are in its twin. */
@NullMarked
package org.higher.processor.twin.hierarchy;

import org.jspecify.annotations.NullMarked;
