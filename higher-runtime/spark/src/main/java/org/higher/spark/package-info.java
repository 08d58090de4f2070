/** Meta-batches and episodes on a cluster that runs Apache Spark. */
@NullMarked
package org.higher.spark;

import org.jspecify.annotations.NullMarked;
