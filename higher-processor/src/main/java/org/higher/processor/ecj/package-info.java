/** The way through Eclipse's compiler: the processor runs in a javac of its own beside it. */
@NullMarked
package org.higher.processor.ecj;

import org.jspecify.annotations.NullMarked;
