/** Programs to run and to learn from; {@link org.higher.examples.Net} is the model they share. */
@NullMarked
package org.higher.examples;

import org.jspecify.annotations.NullMarked;
