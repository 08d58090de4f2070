package org.higher.spark;

import java.io.Serializable;
import java.util.List;

/**
 * Some tasks of a batch, which run in one slot of an executor.
 *
 * @param <T> the task
 */
interface Slice<T> extends Serializable {
    /** Where the tasks stand in the batch, ascending. */
    int[] positions();

    /** The tasks, as many; asked for on the executor alone. */
    List<T> tasks();
}
