/**
 * The op tables of linear algebra: products of matrices, factorizations, systems of equations.
 *
 * <p>They are written on those of {@code org.higher.internal.ops}, and as those are. Products are
 * kernels of the backend; factorizations and what is solved by them run in Java, in double
 * precision, on the elements that the backend hands out.
 */
@NullMarked
package org.higher.internal.ops.linalg;

import org.jspecify.annotations.NullMarked;
