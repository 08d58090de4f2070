package org.higher.internal;

import java.util.Arrays;
import java.util.List;
import org.higher.tensor.Tensor;

/** Checks around a rule that moves all weights of a group together. */
public final class JointChecks {
    private JointChecks() {}

    /**
     * Checks that a rule can compute with weights together.
     *
     * @throws IllegalArgumentException if they differ in element type or device
     */
    public static void alike(List<Tensor> weights, Object rule) {
        Tensor first = weights.get(0);
        for (Tensor p : weights) {
            if (p.dtype() != first.dtype() || !p.device().equals(first.device())) {
                throw new IllegalArgumentException(
                        String.format(
                                "step: %s moves the weights of its group together, but one is %s,"
                                        + " another %s; give each kind a group of its own",
                                rule.getClass().getSimpleName(), described(first), described(p)));
            }
        }
    }

    private static String described(Tensor p) {
        return p.dtype() + " " + Arrays.toString(p.shape()) + " on " + p.device();
    }

    /**
     * Checks what a rule has returned.
     *
     * @throws IllegalArgumentException if there are more or fewer weights than before
     */
    public static void count(int count, List<Tensor> weights, Object rule) {
        if (count != weights.size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "step: %s made %d weights of %d; return one for each, in their order",
                            rule.getClass().getSimpleName(), count, weights.size()));
        }
    }
}
