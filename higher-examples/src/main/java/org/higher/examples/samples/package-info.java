/** Numbered samples, one idea each; each prints a claim that a test asserts. */
@NullMarked
package org.higher.examples.samples;

import org.jspecify.annotations.NullMarked;
