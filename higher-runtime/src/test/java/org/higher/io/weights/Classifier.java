package org.higher.io.weights;

import org.higher.annotations.Functional;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Flatten;
import org.higher.nn.Linear;
import org.higher.nn.MaxPool2d;
import org.higher.nn.MultiHeadAttention;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;

/** The model of docs/pytorch.md. */
@Functional
final class Classifier {
    private final Sequential features =
            new Sequential(
                    new Conv2d(1, 4, 3),
                    new BatchNorm(4),
                    new Relu(),
                    new MaxPool2d(2),
                    new Flatten());
    private final MultiHeadAttention selfAttn = new MultiHeadAttention(36, 2);
    private final Linear head = new Linear(36, 10);

    Tensor forward(Tensor x) {
        Tensor h = features.forward(x).unsqueeze(0);
        return head.forward(selfAttn.forward(h).squeeze(0));
    }
}
