/** Weights for and from other programs: NumPy's archives, safetensors, PyTorch's state dicts. */
@NullMarked
package org.higher.io.weights;

import org.jspecify.annotations.NullMarked;
