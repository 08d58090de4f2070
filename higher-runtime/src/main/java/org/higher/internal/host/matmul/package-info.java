/**
 * Matrix products: small ones in plain Java, the others in OpenBLAS. The only package of this
 * backend with native code.
 */
@NullMarked
package org.higher.internal.host.matmul;

import org.jspecify.annotations.NullMarked;
