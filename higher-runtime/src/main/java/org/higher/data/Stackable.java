package org.higher.data;

import java.util.List;

/**
 * A batch that can be put together with those of other tasks, along the task axis.
 *
 * <p>Several tasks of the same shapes then run as one, see {@link
 * org.higher.tensor.Tensor#stackTasks}.
 *
 * @param <X> the batch
 */
public interface Stackable<X> {
    /**
     * Batches of several tasks as one with a task axis.
     *
     * @param batches one for each task, this one among them
     * @throws IllegalArgumentException if their shapes differ
     */
    X stack(List<X> batches);
}
