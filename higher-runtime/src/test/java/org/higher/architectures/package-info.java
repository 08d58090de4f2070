/** Small versions of what people build, through inner loops in every mode. */
@NullMarked
package org.higher.architectures;

import org.jspecify.annotations.NullMarked;
