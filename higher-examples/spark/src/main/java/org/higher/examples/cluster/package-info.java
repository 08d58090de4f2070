/**
 * Few-shot forecasts on a Spark cluster: how much a new shop will sell, from a few of its days.
 *
 * <p>{@link org.higher.examples.cluster.ShopForecasts} is the program. Its table is generated: no
 * public one of thousands of small tasks comes with the packages that this build uses.
 */
@NullMarked
package org.higher.examples.cluster;

import org.jspecify.annotations.NullMarked;
