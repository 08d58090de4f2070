/**
 * Scalar functions of each element, with broadcasting: loops that the JIT vectorises, and the
 * transcendental functions.
 */
@NullMarked
package org.higher.internal.host.elementwise;

import org.jspecify.annotations.NullMarked;
