/** Measurements of single kernels with JMH. */
@NullMarked
package org.higher.examples.micro;

import org.jspecify.annotations.NullMarked;
