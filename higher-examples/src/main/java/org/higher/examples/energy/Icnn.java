package org.higher.examples.energy;

import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/**
 * An energy that is convex in the label, whatever the image.
 *
 * <p>The path from the label to the energy consists of affine maps of the label, of softplus, which
 * is convex and increasing, and of sums with weights that are not negative; all of these keep
 * convexity. The features of the image enter each layer by weights of either sign.
 *
 * <p>Optimizers know nothing of signs: {@link #project} is to be called after each of their steps.
 *
 * <p>Source: Amos, Xu and Kolter, Input convex neural networks, ICML 2017, section 3.2, without the
 * products of features with labels and with hidden units.
 */
@Functional
final class Icnn implements Energy {
    private final Linear featuresToFirst;
    private final Linear labelToFirst;
    private final Linear featuresToSecond;
    private final Linear labelToSecond;

    /** Not negative; shape [hidden, hidden]. */
    @Trainable private final Tensor firstToSecond;

    /** Not negative; shape [1, hidden]. */
    @Trainable private final Tensor secondToOut;

    Icnn(int features, int classes, int hidden, RandomGenerator random) {
        featuresToFirst = new Linear(features, hidden, true, random);
        labelToFirst = new Linear(classes, hidden, false, random);
        featuresToSecond = new Linear(features, hidden, true, random);
        labelToSecond = new Linear(classes, hidden, false, random);
        firstToSecond = Init.uniform(1 / Math.sqrt(hidden), random, hidden, hidden);
        secondToOut = Init.uniform(1 / Math.sqrt(hidden), random, 1, hidden);
        project();
    }

    @Override
    public Tensor forward(Tensor features, Tensor y) {
        Tensor first = featuresToFirst.forward(features).add(labelToFirst.forward(y)).softplus();
        Tensor direct = featuresToSecond.forward(features).add(labelToSecond.forward(y));
        Tensor second = first.mmulTransposed(firstToSecond).add(direct).softplus();
        return second.mmulTransposed(secondToOut);
    }

    @Override
    public void project() {
        firstToSecond.assign(firstToSecond.detach().relu());
        secondToOut.assign(secondToOut.detach().relu());
    }
}
