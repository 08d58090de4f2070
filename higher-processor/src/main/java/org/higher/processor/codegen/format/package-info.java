/**
 * The formatter of generated code: the rules by which google-java-format (AOSP style) breaks lines.
 */
@NullMarked
package org.higher.processor.codegen.format;

import org.jspecify.annotations.NullMarked;
