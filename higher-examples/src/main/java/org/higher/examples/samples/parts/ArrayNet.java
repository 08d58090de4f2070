package org.higher.examples.samples.parts;

import static org.nd4j.linalg.ops.transforms.Transforms.tanh;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as ND4J's users write it; its annotations are all that was added. */
@Functional
public class ArrayNet {
    @Trainable private final INDArray w1;
    @Trainable private final INDArray b1;
    @Trainable private final INDArray w2;
    @Trainable private final INDArray b2;

    public ArrayNet(int inputs, int hidden, int outputs) {
        w1 = Nd4j.randn(inputs, hidden);
        b1 = Nd4j.randn(1, hidden);
        w2 = Nd4j.randn(hidden, outputs).muli(1 / Math.sqrt(hidden));
        b2 = Nd4j.zeros(1, outputs);
    }

    public INDArray forward(INDArray x) {
        INDArray z = x.mmul(w1);
        z.addiRowVector(b1);
        INDArray h = tanh(z);
        return h.mmul(w2).addiRowVector(b2);
    }

    public INDArray loss(INDArray x, INDArray labels) {
        INDArray difference = forward(x).sub(labels);
        return difference.mul(difference).mean();
    }
}
