package org.higher.examples;

import org.higher.tensor.Tensor;

/** What is read off unnormalized log-probabilities. */
public final class Logits {
    private Logits() {}

    /**
     * Of how many rows the label has the largest logit; of equal ones, the first counts.
     *
     * @param logits shape [n, classes]
     * @param labels n of them, from 0
     */
    public static int right(Tensor logits, int... labels) {
        int[] found = logits.argMax(1);
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += found[i] == labels[i] ? 1 : 0;
        }
        return right;
    }
}
