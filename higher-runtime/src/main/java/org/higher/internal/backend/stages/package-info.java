/** Programs with broadcasting and reductions along axes, divided into what backends can run. */
@NullMarked
package org.higher.internal.backend.stages;

import org.jspecify.annotations.NullMarked;
