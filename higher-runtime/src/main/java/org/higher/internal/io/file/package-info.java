/** Files of a checkpoint: atomic replacement, NumPy's array format, the words of the manifest. */
@NullMarked
package org.higher.internal.io.file;

import org.jspecify.annotations.NullMarked;
