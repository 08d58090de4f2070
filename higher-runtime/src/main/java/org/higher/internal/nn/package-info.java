/** What layers share and users do not call: checks of sizes, and the loops of recurrent layers. */
@NullMarked
package org.higher.internal.nn;

import org.jspecify.annotations.NullMarked;
