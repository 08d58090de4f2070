package org.higher.architectures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.LayerNorm;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** An MLP mixer whose layers are in records and in a class, one of them in two places. */
@Functional
class Mixer {
    /** Two linear layers, each of which may be shared. */
    private record Mlp(Linear in, Linear out, UnaryOperator<Tensor> act) {
        Tensor apply(Tensor x) {
            return out.forward(act.apply(in.forward(x)));
        }
    }

    record Block(Optional<LayerNorm> norm, Mlp tokens, Mlp channels, Tensor gain) {
        Tensor apply(Tensor x) {
            Tensor normed = norm.isPresent() ? norm.get().forward(x) : x;
            Tensor mixed = tokens.apply(normed.permute(0, 2, 1)).permute(0, 2, 1);
            return x.add(channels.apply(mixed).mul(gain));
        }
    }

    static final class Head {
        private final Linear linear;
        private final double scale;
        @Trainable private final Tensor bias;

        Head(Linear linear, Tensor bias, double scale) {
            this.linear = linear;
            this.bias = bias;
            this.scale = scale;
        }

        private Tensor pooled(Tensor x) {
            return x.mean(1);
        }

        Tensor apply(Tensor x) {
            return linear.forward(pooled(x)).mul(scale).add(bias);
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private final Head head;

    Mixer(Draws d) {
        Linear shared = d.linear(3, 3);
        UnaryOperator<Tensor> act = Tensor::tanh;
        for (boolean first : new boolean[] {true, false}) {
            Mlp tokens = new Mlp(shared, d.linear(3, 3), act);
            Mlp channels = new Mlp(d.linear(4, 5), d.linear(5, 4), act);
            Optional<LayerNorm> norm = first ? Optional.of(d.layerNorm(4)) : Optional.empty();
            blocks.add(new Block(norm, tokens, channels, Tensor.parameter(d.normal(4))));
        }
        head = new Head(d.linear(4, 2), d.weight(2), 0.5);
    }

    /** Scores of two classes for patches of a shape of images, three patches and four channels. */
    Tensor forward(Tensor x) {
        Tensor y = x;
        for (Block block : blocks) {
            y = block.apply(y);
        }
        return head.apply(y);
    }
}
