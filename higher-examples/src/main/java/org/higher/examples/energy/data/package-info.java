/** Digits of MNIST, read from its files. */
@NullMarked
package org.higher.examples.energy.data;

import org.jspecify.annotations.NullMarked;
