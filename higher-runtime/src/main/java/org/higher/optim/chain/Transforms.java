package org.higher.optim.chain;

import org.higher.optim.Schedule;

/**
 * Factory methods for the gradient transforms of the library, named after those of optax.
 *
 * <pre>{@code
 * import static org.higher.optim.chain.Transforms.*;
 *
 * Chain.of(clipByGlobalNorm(1), scaleByAdam(), decayedWeights(1e-2), scale(1e-3))
 * }</pre>
 *
 * <p>Of other names there: {@code clip} is {@link #clipByValue}, {@code add_decayed_weights} {@link
 * #decayedWeights}, {@code trace} {@link #momentum}. The result of a chain is subtracted from the
 * weights, so that a learning rate is given to {@link #scale(double)} without a sign.
 */
public final class Transforms {
    private Transforms() {}

    /** {@link ClipByGlobalNorm}. */
    public static ClipByGlobalNorm clipByGlobalNorm(double maxNorm) {
        return new ClipByGlobalNorm(maxNorm);
    }

    /** {@link ClipByValue}. */
    public static ClipByValue clipByValue(double maxValue) {
        return new ClipByValue(maxValue);
    }

    /** {@link Centralize}, by the whole mean. */
    public static Centralize centralize() {
        return new Centralize();
    }

    /** {@link DecayedWeights}. */
    public static DecayedWeights decayedWeights(double weightDecay) {
        return new DecayedWeights(weightDecay);
    }

    /** {@link ScaleByAdam}, with the paper's settings. */
    public static ScaleByAdam scaleByAdam() {
        return new ScaleByAdam();
    }

    /** {@link ScaleByAdam}. */
    public static ScaleByAdam scaleByAdam(double beta1, double beta2, double eps) {
        return new ScaleByAdam(beta1, beta2, eps);
    }

    /** {@link ScaleByRadam}, with the paper's settings. */
    public static ScaleByRadam scaleByRadam() {
        return new ScaleByRadam();
    }

    /** {@link ScaleByRadam}. */
    public static ScaleByRadam scaleByRadam(double beta1, double beta2, double eps) {
        return new ScaleByRadam(beta1, beta2, eps);
    }

    /** {@link ScaleByRms}, with a decay rate of 0.9. */
    public static ScaleByRms scaleByRms() {
        return new ScaleByRms();
    }

    /** {@link ScaleByRms}. */
    public static ScaleByRms scaleByRms(double decay, double eps) {
        return new ScaleByRms(decay, eps);
    }

    /** {@link ScaleByTrustRatio}, by the ratio itself. */
    public static ScaleByTrustRatio scaleByTrustRatio() {
        return new ScaleByTrustRatio();
    }

    /** {@link ScaleByTrustRatio}. */
    public static ScaleByTrustRatio scaleByTrustRatio(double coefficient) {
        return new ScaleByTrustRatio(coefficient);
    }

    /** {@link Momentum}, without looking ahead. */
    public static Momentum momentum(double momentum) {
        return new Momentum(momentum, false);
    }

    /** {@link Momentum} that looks ahead. */
    public static Momentum nesterov(double momentum) {
        return new Momentum(momentum, true);
    }

    /** {@link Scale}. */
    public static Scale scale(double factor) {
        return new Scale(factor);
    }

    /** {@link ScaleBySchedule}, by its values themselves. */
    public static ScaleBySchedule scale(Schedule schedule) {
        return new ScaleBySchedule(1, schedule);
    }
}
