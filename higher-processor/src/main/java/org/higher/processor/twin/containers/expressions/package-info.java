/** What single expressions of attributed code come to. */
@NullMarked
package org.higher.processor.twin.containers.expressions;

import org.jspecify.annotations.NullMarked;
