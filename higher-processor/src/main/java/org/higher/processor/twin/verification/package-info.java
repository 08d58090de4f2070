/**
 * Checks of a model's code that need javac's attribution, and so come after the twin is written.
 */
@NullMarked
package org.higher.processor.twin.verification;

import org.jspecify.annotations.NullMarked;
