package org.higher.nn;

import org.higher.tensor.Tensor;

/**
 * State of an LSTM: its hidden state and its cell state.
 *
 * @param hidden its output, [batch, hidden]; of a whole {@link Lstm} [cells, batch, hidden]
 * @param cell its memory, of the same shape
 */
public record LstmState(Tensor hidden, Tensor cell) {}
