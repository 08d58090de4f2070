/** Expressions, types and the declarations of variables: where they may be broken. */
@NullMarked
package org.higher.processor.codegen.format.expressions;

import org.jspecify.annotations.NullMarked;
