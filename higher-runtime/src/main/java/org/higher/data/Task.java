package org.higher.data;

import java.io.Serializable;
import org.higher.internal.Arguments;

/**
 * A task of meta-learning: a support set to adapt to, a query set to be judged by.
 *
 * <p>Tasks run on other machines if both sets are serializable.
 *
 * @param <X> a batch of data, such as {@link Examples} or {@link Points}
 */
public interface Task<X> extends Serializable {
    /** What the inner loop adapts to. */
    X support();

    /** What the adapted model is judged by. */
    X query();

    /** A task of two batches. */
    static <X> Task<X> of(X support, X query) {
        Arguments.nonNull("Task", support, "support set");
        Arguments.nonNull("Task", query, "query set");
        return new GivenTask<>(support, query);
    }
}
