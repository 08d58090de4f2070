/** Generated shops, and the table of their sales. */
@NullMarked
package org.higher.examples.cluster.data;

import org.jspecify.annotations.NullMarked;
