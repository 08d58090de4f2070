/**
 * The op tables: every operation as one static method on values, with a rule for each argument.
 *
 * <p>Rules are written in the same operations, so that every derivative can be differentiated
 * again. The checks of arguments and type promotion are here, too. The fluent methods of {@code
 * org.higher.tensor} call these.
 */
@NullMarked
package org.higher.internal.ops;

import org.jspecify.annotations.NullMarked;
