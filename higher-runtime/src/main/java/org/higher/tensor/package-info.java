/** The reverse-mode tape. */
@NullMarked
package org.higher.tensor;

import org.jspecify.annotations.NullMarked;
