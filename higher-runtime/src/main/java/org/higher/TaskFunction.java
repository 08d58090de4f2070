package org.higher;

import java.io.Serializable;

/**
 * What is computed from a model and a task: a query loss, an evaluation.
 *
 * <p>It can be sent to other machines, and so can a lambda that is written where one is expected,
 * as long as it captures nothing that can't: it is given the model, and does not bring its own.
 *
 * @param <M> what is being trained
 * @param <T> the task
 * @param <R> the result
 */
@FunctionalInterface
public interface TaskFunction<M, T, R> extends Serializable {
    /** Computes the result for a task. */
    R apply(M model, T task);
}
