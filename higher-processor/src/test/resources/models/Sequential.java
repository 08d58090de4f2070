package models;

import java.util.List;
import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Layers one after the other. */
@Functional
public final class Sequential implements Layer {
    private final List<Layer> layers;

    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor h = x;
        for (Layer layer : layers) {
            h =
                    switch (layer instanceof Scale ? 1 : 0) {
                        case 1 -> layer.repeat(h, 2);
                        default -> layer.forward(h);
                    };
        }
        return h;
    }
}
