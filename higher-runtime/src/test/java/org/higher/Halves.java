package org.higher;

import java.util.SplittableRandom;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Two layers, of which one at a time can be moved, and a scale of their sum that is tied. */
@Functional
final class Halves {
    private final Linear body;
    private final Linear head;
    @Trainable private final Tensor scale;
    @Trainable private final Tensor sameScale;

    Halves(int seed, int hidden) {
        SplittableRandom random = new SplittableRandom(seed);
        body = new Linear(3, hidden, true, random);
        head = new Linear(hidden, 1, true, random);
        scale = Tensor.parameter(Tensor.ones(DType.FLOAT32, 1));
        sameScale = scale;
    }

    Linear body() {
        return body;
    }

    Linear head() {
        return head;
    }

    Tensor features(Tensor x) {
        return body.forward(x).mul(sameScale).tanh();
    }

    Tensor classify(Tensor features) {
        return head.forward(features).mul(scale);
    }

    public Tensor forward(Tensor x) {
        return classify(features(x));
    }
}
