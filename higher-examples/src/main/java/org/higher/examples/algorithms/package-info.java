/**
 * The algorithms of {@code org.higher.meta} at work: MAML in a few lines, policies of bandits, and
 * all of them beside each other on Omniglot.
 */
@NullMarked
package org.higher.examples.algorithms;

import org.jspecify.annotations.NullMarked;
