/** Omniglot: its images, its splits, and few-shot episodes drawn from them. */
@NullMarked
package org.higher.examples.omniglot.data;

import org.jspecify.annotations.NullMarked;
