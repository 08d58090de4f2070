/** Arrays that ND4J owns: every primitive through its executioner, on any ND4J backend. */
@NullMarked
package org.higher.internal.nd4j;

import org.jspecify.annotations.NullMarked;
