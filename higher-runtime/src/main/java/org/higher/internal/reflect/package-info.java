/** Reflection: what objects hold, and the names of generated classes. */
@NullMarked
package org.higher.internal.reflect;

import org.jspecify.annotations.NullMarked;
