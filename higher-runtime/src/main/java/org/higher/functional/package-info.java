/** What generated twins are made of. */
@NullMarked
package org.higher.functional;

import org.jspecify.annotations.NullMarked;
