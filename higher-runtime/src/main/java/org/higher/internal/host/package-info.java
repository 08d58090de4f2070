/** Arrays on the Java heap: plain loops, and OpenBLAS for matrix products. */
@NullMarked
package org.higher.internal.host;

import org.jspecify.annotations.NullMarked;
