/** A model and update rules that samples use. */
@NullMarked
package org.higher.examples.samples.parts;

import org.jspecify.annotations.NullMarked;
