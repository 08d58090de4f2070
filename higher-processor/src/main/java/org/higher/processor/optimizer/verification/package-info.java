/**
 * Checks of a rule's code that need javac's attribution, and so come after the optimizer is
 * written.
 */
@NullMarked
package org.higher.processor.optimizer.verification;

import org.jspecify.annotations.NullMarked;
