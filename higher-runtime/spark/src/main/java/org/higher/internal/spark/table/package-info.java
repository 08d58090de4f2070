/** The rows of a table, grouped by task. */
@NullMarked
package org.higher.internal.spark.table;

import org.jspecify.annotations.NullMarked;
