/** The system properties by which users set the library. */
@NullMarked
package org.higher.internal.settings;

import org.jspecify.annotations.NullMarked;
