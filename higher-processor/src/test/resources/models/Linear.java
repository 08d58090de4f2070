package models;

import java.util.Optional;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;

/** An affine map. */
@Functional
public final class Linear implements Layer {
    @Trainable private final Tensor weight;
    @Trainable private final Optional<Tensor> bias;

    public Linear(Tensor weight, Optional<Tensor> bias) {
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x.mul(weight);
        return bias.isPresent() ? y.add(bias.get()) : y;
    }
}
