package org.higher.examples.energy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.functional.Params;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Softplus;
import org.higher.tensor.Tensor;

/** The baseline: a network that computes the label, with layers like those of the energies. */
final class Classifier implements Learner {
    private final FunctionalLayer<FunctionalLayer.Params, FunctionalLayer.Bound> net;

    Classifier(Layer encoder, int features, int classes, int hidden, RandomGenerator random) {
        net =
                FunctionalLayer.of(
                        new Sequential(
                                encoder,
                                new Linear(features, hidden, true, random),
                                new Softplus(),
                                new Linear(hidden, hidden, true, random),
                                new Softplus(),
                                new Linear(hidden, classes, true, random)));
    }

    @Override
    public String name() {
        return "feed-forward";
    }

    @Override
    public List<Tensor> parameters() {
        return net.parameters();
    }

    @Override
    public Tensor logits(Tensor images) {
        return net.forward(net.params(), images);
    }

    @Override
    public Tensor prediction(Tensor images) {
        return net.forward(Params.map(net.params(), Tensor::detach), images);
    }
}
