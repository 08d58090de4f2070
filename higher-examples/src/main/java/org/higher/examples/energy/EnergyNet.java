package org.higher.examples.energy;

import org.higher.annotations.Functional;
import org.higher.nn.Layer;
import org.higher.tensor.Tensor;

/**
 * An energy of images and labels.
 *
 * <p>It comes in two parts, because the label moves and the image does not: the features of an
 * image are computed once for all steps.
 */
@Functional
final class EnergyNet {
    private final Layer encoder;
    private final Energy energy;

    EnergyNet(Layer encoder, Energy energy) {
        this.encoder = encoder;
        this.energy = energy;
    }

    /**
     * The energy of each pair.
     *
     * @param x images, as the encoder takes them
     * @param y relaxed labels, shape [n, classes]
     * @return shape [n, 1]
     */
    Tensor forward(Tensor x, Tensor y) {
        return energy(features(x), y);
    }

    /** What the energy needs to know of images; shape [n, features]. */
    Tensor features(Tensor x) {
        return encoder.forward(x);
    }

    /** The energy of each pair, by the features of the image; shape [n, 1]. */
    Tensor energy(Tensor features, Tensor y) {
        return energy.forward(features, y);
    }

    /** To be called after each step of an optimizer; see {@link Energy#project}. */
    void project() {
        energy.project();
    }
}
