/** Tensors, n-dimensional arrays with automatic differentiation, and the devices they are on. */
@NullMarked
package org.higher.tensor;

import org.jspecify.annotations.NullMarked;
