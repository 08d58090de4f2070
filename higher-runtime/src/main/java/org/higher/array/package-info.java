/** Arrays and the backends that compute with them; the only package that knows ND4J. */
@NullMarked
package org.higher.array;

import org.jspecify.annotations.NullMarked;
