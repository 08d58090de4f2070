/**
 * CUDA's driver as one thread or several use it: its functions, the streams of a card, and memory
 * that knows the last uses of it.
 */
@NullMarked
package org.higher.internal.cuda.driver;

import org.jspecify.annotations.NullMarked;
