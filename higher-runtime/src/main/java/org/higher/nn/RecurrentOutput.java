package org.higher.nn;

import org.higher.tensor.Tensor;

/**
 * Outputs and last state of an {@link Rnn} or a {@link Gru}.
 *
 * @param outputs of the last layer at each time step, [time, batch, hidden · directions]; [batch,
 *     time, ...] if inputs are
 * @param state of every cell after its last step, [layers · directions, batch, hidden]
 */
public record RecurrentOutput(Tensor outputs, Tensor state) {}
