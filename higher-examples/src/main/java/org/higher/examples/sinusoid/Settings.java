package org.higher.examples.sinusoid;

import java.util.Locale;
import org.higher.optim.GradientMode;

/**
 * What is to be run.
 *
 * @param tasks where tasks come from
 * @param shots points in the support set of a task
 * @param innerSteps inner steps in meta-training
 * @param innerRate inner step size; where it is learned, its initial value
 * @param learnInnerRate whether the outer loop learns the inner step size as well
 * @param order what the outer loop differentiates
 * @param iterations outer steps
 * @param metaBatch tasks in one outer step
 * @param outerRate step size of the outer Adam
 * @param seed where all random numbers come from
 */
record Settings(
        Tasks tasks,
        int shots,
        int innerSteps,
        double innerRate,
        boolean learnInnerRate,
        GradientMode order,
        int iterations,
        int metaBatch,
        double outerRate,
        long seed) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d iterations of %d tasks; %d shots; %d inner %s of %s%s; %s; seed %d",
                iterations,
                metaBatch,
                shots,
                innerSteps,
                innerSteps == 1 ? "step" : "steps",
                innerRate,
                learnInnerRate ? ", learned" : "",
                order,
                seed);
    }
}
