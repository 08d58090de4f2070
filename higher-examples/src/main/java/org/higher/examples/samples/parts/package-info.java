/** A model and an update rule that samples use. */
@NullMarked
package org.higher.examples.samples.parts;

import org.jspecify.annotations.NullMarked;
