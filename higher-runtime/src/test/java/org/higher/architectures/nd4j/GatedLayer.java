package org.higher.architectures.nd4j;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A model that inherits weights, a constant and a number from classes that are no models. */
@Functional
final class GatedLayer extends DenseTemplate.Dense {
    @Trainable final INDArray b = Nd4j.createFromArray(0.7, 1.2);

    @Override
    INDArray activation(INDArray z) {
        return Transforms.tanh(z);
    }

    @Override
    INDArray forward(INDArray x) {
        return super.forward(x).mulRowVector(b).addi(w.sum());
    }
}
