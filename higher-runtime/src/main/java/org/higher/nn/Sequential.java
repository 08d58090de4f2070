package org.higher.nn;

import java.util.List;
import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Sequential composition: layers applied one after the other. */
@Functional
public final class Sequential implements Layer {
    private final List<Layer> layers;

    /** A chain of layers; with none, the identity. */
    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
    }

    /** Applies every layer in order. */
    @Override
    public Tensor forward(Tensor x) {
        Tensor h = x;
        for (Layer layer : layers) {
            h = layer.forward(h);
        }
        return h;
    }

    /** Training or not, for every layer. */
    @Override
    public void train(boolean on) {
        layers.forEach(layer -> layer.train(on));
    }
}
