/**
 * Implicit differentiation: equations on the tape, linear systems in their Jacobian, and the nodes
 * that stand for solutions.
 */
@NullMarked
package org.higher.internal.implicit;

import org.jspecify.annotations.NullMarked;
