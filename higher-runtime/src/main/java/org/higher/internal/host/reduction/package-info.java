/**
 * Sums, means, norms and extremes along axes, and the statistics that batch and layer normalization
 * take.
 */
@NullMarked
package org.higher.internal.host.reduction;

import org.jspecify.annotations.NullMarked;
