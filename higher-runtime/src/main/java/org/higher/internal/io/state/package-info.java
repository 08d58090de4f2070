/**
 * Serialization of an optimizer's state: from records of tensors to values of the file format, and
 * back.
 */
@NullMarked
package org.higher.internal.io.state;

import org.jspecify.annotations.NullMarked;
