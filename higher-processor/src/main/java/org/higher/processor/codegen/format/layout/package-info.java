/** Levels and breaks: what is on one line if it fits, and where lines are broken if not. */
@NullMarked
package org.higher.processor.codegen.format.layout;

import org.jspecify.annotations.NullMarked;
