/** Mapping of trees of tensors, derived from flattening and unflattening. */
@NullMarked
package org.higher.internal.tree;

import org.jspecify.annotations.NullMarked;
