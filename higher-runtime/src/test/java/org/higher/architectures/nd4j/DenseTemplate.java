package org.higher.architectures.nd4j;

import org.higher.annotations.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Classes that are no models, and have what models inherit. */
final class DenseTemplate {
    private DenseTemplate() {}

    /** Has what is configured. */
    static class Scaled {
        protected double scale = 1.5;
        final INDArray shift = Nd4j.createFromArray(0.1, -0.2, 0.3);

        INDArray scaled(INDArray x) {
            return x.mul(scale).addRowVector(shift);
        }
    }

    /** A template, which its subclass completes. */
    abstract static class Dense extends Scaled {
        @Trainable
        protected INDArray w =
                Nd4j.createFromArray(new double[][] {{0.3, -0.4}, {0.5, 0.2}, {-0.1, 0.6}});

        @Trainable private final INDArray b = Nd4j.createFromArray(0.2, -0.3);

        INDArray forward(INDArray x) {
            return activation(affine(scaled(x)));
        }

        private INDArray affine(INDArray x) {
            INDArray z = x.mmul(w);
            z.addiRowVector(b);
            return z;
        }

        abstract INDArray activation(INDArray z);

        INDArray hidden() {
            return b;
        }
    }
}
