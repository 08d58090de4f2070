/** Fields that a model's code writes: layers created late, and state that no result depends on. */
@NullMarked
package org.higher.processor.twin.state;

import org.jspecify.annotations.NullMarked;
