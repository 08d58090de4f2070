package org.higher.internal.nn;

/**
 * How the cells of a recurrent network are put together.
 *
 * @param layers how many run one upon the other
 * @param bidirectional whether each layer also runs from the last time step to the first
 * @param batchFirst whether sequences are [batch, time, features] instead of [time, batch,
 *     features]
 */
public record RecurrentForm(int layers, boolean bidirectional, boolean batchFirst) {
    /** 1 or 2. */
    public int directions() {
        return bidirectional ? 2 : 1;
    }

    /** The number of cells: one for each direction of each layer. */
    public int cells() {
        return layers * directions();
    }
}
