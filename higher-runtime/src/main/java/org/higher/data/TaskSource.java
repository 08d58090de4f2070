package org.higher.data;

import java.util.List;

/**
 * A distribution of tasks, drawn by the number of the meta-step.
 *
 * <p>The same number yields the same tasks, so that a run which goes on from a checkpoint sees what
 * it would have seen.
 *
 * @param <T> the task
 */
@FunctionalInterface
public interface TaskSource<T> {
    /**
     * The tasks of a meta-step.
     *
     * @param step the number of the meta-step
     * @param count how many tasks
     */
    List<T> batch(long step, int count);
}
