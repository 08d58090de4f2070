package org.higher.nn;

import org.higher.tensor.Tensor;

/**
 * What an {@link Lstm} makes of a sequence.
 *
 * @param outputs of the last layer at each time step, [time, batch, hidden · directions]; [batch,
 *     time, ...] if inputs are
 * @param state of every cell after its last step, both parts [layers · directions, batch, hidden]
 */
public record LstmOutput(Tensor outputs, LstmState state) {}
