package org.higher.meta;

import java.io.Serializable;

/**
 * How well an adapted model does on a query set, such as its accuracy.
 *
 * @param <A> what adaptation yields, mostly the model with adapted weights
 * @param <X> the batch
 */
@FunctionalInterface
public interface TaskScore<A, X> extends Serializable {
    /** The score of one task. */
    double of(A adapted, X query);
}
