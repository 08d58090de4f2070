/**
 * Data movement: transposition, broadcasting, slicing, concatenation, gathering and scattering of
 * strided arrays.
 */
@NullMarked
package org.higher.internal.host.movement;

import org.jspecify.annotations.NullMarked;
