/**
 * What parts of the library share and users do not call; it may change in any version.
 *
 * <p>Types here are public because packages of other modules need them.
 */
@NullMarked
package org.higher.internal;

import org.jspecify.annotations.NullMarked;
