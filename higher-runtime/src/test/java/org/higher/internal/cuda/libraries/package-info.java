/** Tests of the search for libraries of CUDA. */
@NullMarked
package org.higher.internal.cuda.libraries;

import org.jspecify.annotations.NullMarked;
