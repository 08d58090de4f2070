/** Java source text as tokens, brackets in pairs. */
@NullMarked
package org.higher.processor.codegen.format.tokens;

import org.jspecify.annotations.NullMarked;
