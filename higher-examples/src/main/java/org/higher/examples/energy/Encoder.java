package org.higher.examples.energy;

import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.Window;
import org.higher.nn.Conv2d;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.MaxPool2d;
import org.higher.tensor.Tensor;

/**
 * What is seen of a digit: two layers of filters and one that joins them, as in LeNet.
 *
 * <p>Rectifiers do here: the label does not pass, so the first derivatives are all that is taken.
 */
@Functional
final class Encoder implements Layer {
    private static final int FIRST = 16;
    private static final int SECOND = 32;
    private static final int PLACES = 4 * 4;

    private final Conv2d first;
    private final Conv2d second;
    private final MaxPool2d pool = new MaxPool2d(2);
    private final Linear out;

    Encoder(int features, RandomGenerator random) {
        first = new Conv2d(1, FIRST, Window.of(5, 5), 1, true, random);
        second = new Conv2d(FIRST, SECOND, Window.of(5, 5), 1, true, random);
        out = new Linear(SECOND * PLACES, features, true, random);
    }

    /**
     * Looks at digits.
     *
     * @param x shape [n, 1, 28, 28]
     * @return shape [n, features]
     */
    @Override
    public Tensor forward(Tensor x) {
        Tensor h = pool.forward(first.forward(x)).relu();
        h = pool.forward(second.forward(h)).relu();
        return out.forward(h.flatten(1)).relu();
    }
}
