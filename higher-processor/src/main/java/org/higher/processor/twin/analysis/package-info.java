/** From a model's source to an immutable description of its twin, with rewritten bodies. */
@NullMarked
package org.higher.processor.twin.analysis;

import org.jspecify.annotations.NullMarked;
