package org.higher.examples.energy;

import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/**
 * A structured prediction energy network: image and label are put side by side and go through
 * layers of which nothing is asked.
 *
 * <p>The layers are softplus, because the training gradient passes through derivatives of this
 * network, and those of a rectifier are constant nearly everywhere.
 *
 * <p>Source: Belanger and McCallum, Structured prediction energy networks, ICML 2016. Their energy
 * is the sum of a network of the labels and of a term linear in each label; here, one network does
 * both.
 */
@Functional
final class Spen implements Energy {
    private final Linear first;
    private final Linear second;
    private final Linear out;

    Spen(int features, int classes, int hidden, RandomGenerator random) {
        first = new Linear(features + classes, hidden, true, random);
        second = new Linear(hidden, hidden, true, random);
        out = new Linear(hidden, 1, false, random);
    }

    @Override
    public Tensor forward(Tensor features, Tensor y) {
        Tensor h = first.forward(Tensor.concat(1, features, y)).softplus();
        return out.forward(second.forward(h).softplus());
    }
}
