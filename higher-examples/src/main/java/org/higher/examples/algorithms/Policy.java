package org.higher.examples.algorithms;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;

/** A policy for a bandit: how likely each arm is pulled. */
@Functional
public final class Policy {
    @Trainable private final Tensor preferences;

    /** All arms alike. */
    public Policy(int arms) {
        preferences = Tensor.parameter(Tensor.zeros(arms));
    }

    /** The logarithm of the probability of each arm, shape [arms]. */
    public Tensor forward() {
        return preferences.logSoftmax(0);
    }
}
