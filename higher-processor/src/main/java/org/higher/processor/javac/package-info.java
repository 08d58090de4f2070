/** The bridge to the compiler: its trees, its files, positions in them. */
@NullMarked
package org.higher.processor.javac;

import org.jspecify.annotations.NullMarked;
