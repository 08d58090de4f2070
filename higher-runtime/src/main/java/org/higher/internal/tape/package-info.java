/**
 * The tape of reverse-mode automatic differentiation: values, nodes, rules, the backward pass.
 *
 * <p>It knows no operations. {@link org.higher.internal.tape.Value} is an n-dimensional array with
 * its {@link org.higher.internal.tape.Node}; {@link org.higher.internal.tape.Op} puts an operation
 * on the tape, with a {@link org.higher.internal.tape.Rule} for each argument; {@link
 * org.higher.internal.tape.BackwardPass} applies the rules.
 */
@NullMarked
package org.higher.internal.tape;

import org.jspecify.annotations.NullMarked;
