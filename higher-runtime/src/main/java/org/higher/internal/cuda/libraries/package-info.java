/** Libraries of CUDA, found by their names when a program runs. */
@NullMarked
package org.higher.internal.cuda.libraries;

import org.jspecify.annotations.NullMarked;
