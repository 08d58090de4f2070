/**
 * What both kinds of generated classes are written with: expressions, signatures, reading of
 * fields, layout, files.
 */
@NullMarked
package org.higher.processor.codegen;

import org.jspecify.annotations.NullMarked;
