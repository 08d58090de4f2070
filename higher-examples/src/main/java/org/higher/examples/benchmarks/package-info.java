/** The workloads of {@link org.higher.examples.Benchmarks}. */
@NullMarked
package org.higher.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
