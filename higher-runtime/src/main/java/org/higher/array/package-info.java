/**
 * Element types, devices, and windows of convolutions and pooling: what arrays are described by.
 */
@NullMarked
package org.higher.array;

import org.jspecify.annotations.NullMarked;
