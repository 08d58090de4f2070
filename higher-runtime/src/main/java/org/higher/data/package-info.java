/**
 * Tasks for few-shot learning: support and query sets, and what draws them.
 *
 * <p>A {@link org.higher.data.Task} has a batch to adapt to and one to be judged by. Batches are
 * {@link org.higher.data.Examples} with labels, {@link org.higher.data.Points} with targets, or
 * anything else. A {@link org.higher.data.TaskSource} draws the tasks of a meta-step by its number,
 * so that a run that was stopped goes on with the same tasks.
 *
 * <p>All batches here hold arrays, and can be sent to other machines.
 */
@NullMarked
package org.higher.data;

import org.jspecify.annotations.NullMarked;
