package org.higher.nn;

import org.higher.tensor.Tensor;

/**
 * What an LSTM remembers from step to step.
 *
 * @param hidden its output, [batch, hidden]; of a whole {@link Lstm} [cells, batch, hidden]
 * @param cell its memory, of the same shape
 */
public record LstmState(Tensor hidden, Tensor cell) {}
