package org.higher.optim.rules;

import org.higher.optim.UpdateRule;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Update rules from the optimizer settings of ND4J and Deeplearning4j.
 *
 * <pre>{@code
 * UpdateRule<?> rule = Rules.of(new org.nd4j.linalg.learning.config.Adam(0.01));
 * }</pre>
 *
 * <p>A rule takes the steps of ND4J's own updater, but for rounding. Settings whose formula none of
 * the library's rules has are refused.
 */
public final class Rules {
    /** What ND4J adds to the largest gradient, whatever {@code epsilon} is. */
    private static final double ADAMAX_EPS = 1e-32;

    private Rules() {}

    /**
     * The rule that takes the same steps as ND4J's updater with these settings.
     *
     * @param updater settings of one of the types that the other methods take, or {@code NoOp},
     *     whose step is the gradient
     * @throws IllegalArgumentException if they are of another type or have a schedule
     */
    public static UpdateRule<?> of(IUpdater updater) {
        if (updater instanceof org.nd4j.linalg.learning.config.Sgd s) {
            return of(s);
        }
        if (updater instanceof NoOp) {
            return new Sgd(1);
        }
        if (updater instanceof Nesterovs s) {
            return of(s);
        }
        if (updater instanceof AdaGrad s) {
            return of(s);
        }
        if (updater instanceof org.nd4j.linalg.learning.config.RmsProp s) {
            return of(s);
        }
        if (updater instanceof AdaDelta s) {
            return of(s);
        }
        if (updater instanceof org.nd4j.linalg.learning.config.Adam s) {
            return of(s);
        }
        if (updater instanceof AMSGrad s) {
            return of(s);
        }
        if (updater instanceof AdaMax s) {
            return of(s);
        }
        throw new IllegalArgumentException(
                updater.getClass().getName()
                        + ": no rule takes the steps of this updater. Known are Sgd, NoOp,"
                        + " Nesterovs, AdaGrad, RmsProp, AdaDelta, Adam, AMSGrad and AdaMax of"
                        + " org.nd4j.linalg.learning.config; write another as a record that"
                        + " implements UpdateRule");
    }

    /** Gradient descent. */
    public static Sgd of(org.nd4j.linalg.learning.config.Sgd settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new Sgd(settings.getLearningRate());
    }

    /** Nesterov momentum: ND4J's velocity is this rule's times the negative learning rate. */
    @SuppressWarnings("deprecation") // a map that old settings may have
    public static Sgd of(Nesterovs settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        checkSchedule(settings, settings.getMomentumISchedule());
        checkSchedule(settings, settings.getMomentumSchedule());
        Sgd plain = new Sgd(settings.getLearningRate()).withMomentum(settings.getMomentum());
        return settings.getMomentum() == 0 ? plain : plain.withNesterov(true);
    }

    /** AdaGrad, whose sum begins with 1e-6, whatever {@code epsilon} is. */
    public static Adagrad of(AdaGrad settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new Adagrad(settings.getLearningRate())
                .withInitialAccumulatorValue(AdaGrad.DEFAULT_ADAGRAD_EPSILON)
                .withEps(settings.getEpsilon());
    }

    /** RMSProp, whose average begins with {@code epsilon}. */
    public static RmsProp of(org.nd4j.linalg.learning.config.RmsProp settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new RmsProp(settings.getLearningRate())
                .withAlpha(settings.getRmsDecay())
                .withEps(settings.getEpsilon())
                .withInitialSquareAvg(settings.getEpsilon());
    }

    /** Adadelta. */
    public static Adadelta of(AdaDelta settings) {
        return new Adadelta().withRho(settings.getRho()).withEps(settings.getEpsilon());
    }

    /** Adam, with {@code epsilon} added before the bias correction. */
    public static Adam of(org.nd4j.linalg.learning.config.Adam settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new Adam(rate(settings, settings.getLearningRate()))
                .withBetas(settings.getBeta1(), settings.getBeta2())
                .withEps(settings.getEpsilon())
                .withEpsHat(true);
    }

    /** Adam that divides by the largest second moment so far. */
    public static Adam of(AMSGrad settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new Adam(rate(settings, settings.getLearningRate()))
                .withBetas(settings.getBeta1(), settings.getBeta2())
                .withEps(settings.getEpsilon())
                .withEpsHat(true)
                .withAmsgrad(true);
    }

    /** Adamax; ND4J does not use {@code epsilon}. */
    public static Adamax of(AdaMax settings) {
        checkSchedule(settings, settings.getLearningRateSchedule());
        return new Adamax(rate(settings, settings.getLearningRate()))
                .withBetas(settings.getBeta1(), settings.getBeta2())
                .withEps(ADAMAX_EPS);
    }

    /** Where the rate is 0, ND4J steps with {@code epsilon} for a rate. */
    private static double rate(IUpdater settings, double rate) {
        if (rate == 0) {
            throw new IllegalArgumentException(
                    settings.getClass().getName()
                            + ": the learning rate is 0, for which ND4J takes steps of rate"
                            + " epsilon; set a rate above 0");
        }
        return rate;
    }

    private static void checkSchedule(IUpdater settings, @Nullable Object schedule) {
        if (schedule != null) {
            throw new IllegalArgumentException(
                    settings.getClass().getName()
                            + ": a rule has no schedule. Give the settings a fixed value, and the"
                            + " inner loop a Schedule of the hyperparameter:"
                            + " Higher.innerLoop(net, optimizer).schedule(DifferentiableSgd.LR,"
                            + " schedule)");
        }
    }
}
