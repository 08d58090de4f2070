/** Formats of files: NumPy arrays, ZIP, safetensors, checkpoints; atomic replacement. */
@NullMarked
package org.higher.internal.io.file;

import org.jspecify.annotations.NullMarked;
