/**
 * Unrolls whose steps are taken again when a gradient is asked for, in place of being kept.
 *
 * <p>A step leaves a place on the tape that leads to what it was computed from, and no graph. A
 * backward pass that comes there has the step {@linkplain org.higher.internal.tape.Joint.Replay
 * taken again} from the nearest snapshot.
 */
@NullMarked
package org.higher.internal.unroll;

import org.jspecify.annotations.NullMarked;
