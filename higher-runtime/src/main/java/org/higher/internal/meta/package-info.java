/** What algorithms of meta-learning look for in models. */
@NullMarked
package org.higher.internal.meta;

import org.jspecify.annotations.NullMarked;
