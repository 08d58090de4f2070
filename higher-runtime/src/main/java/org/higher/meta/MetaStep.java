package org.higher.meta;

import java.util.List;

/**
 * What a meta-step saw, before it moved what is learned.
 *
 * @param step the number of the meta-step, from 0
 * @param losses the loss of each task; of tasks that run as one, each has the mean of them
 * @param gradientNorm the Euclidean norm of the meta-gradient, the gradient of the mean loss
 */
public record MetaStep(long step, List<Double> losses, double gradientNorm) {
    public MetaStep {
        losses = List.copyOf(losses);
    }

    /** The mean of {@link #losses}. */
    public double meanLoss() {
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }
}
