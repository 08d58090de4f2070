/**
 * What is sent between the driver and executors: serialization, and fingerprints of code and of
 * arithmetic.
 */
@NullMarked
package org.higher.internal.spark.serialization;

import org.jspecify.annotations.NullMarked;
