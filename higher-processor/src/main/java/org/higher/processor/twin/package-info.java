/** From a {@code @Functional} type to its stateless twin. */
@NullMarked
package org.higher.processor.twin;

import org.jspecify.annotations.NullMarked;
