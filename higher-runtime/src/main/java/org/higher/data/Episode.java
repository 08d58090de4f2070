package org.higher.data;

import org.higher.internal.Arguments;

/**
 * An episode of few-shot classification: labelled examples to adapt to, and others to be judged by.
 *
 * @param support K examples of each of N classes ("N-way, K-shot")
 * @param query other examples of the same classes
 */
public record Episode(Examples support, Examples query) implements Task<Examples> {
    /**
     * Checks both sets.
     *
     * @throws IllegalArgumentException if they have different numbers of classes
     */
    public Episode {
        Arguments.nonNull("Episode", support, "support set");
        Arguments.nonNull("Episode", query, "query set");
        if (support.classes() != query.classes()) {
            throw new IllegalArgumentException(
                    String.format(
                            "Episode: %d classes in the support set and %d in the query set; give"
                                    + " both the same",
                            support.classes(), query.classes()));
        }
    }
}
