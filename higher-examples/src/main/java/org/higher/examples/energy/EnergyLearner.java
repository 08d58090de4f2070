package org.higher.examples.energy;

import java.util.ArrayList;
import java.util.List;
import org.higher.examples.energy.Descent.Stage;
import org.higher.tensor.Tensor;

/** Predicts by descent on an energy, and is trained through it. */
final class EnergyLearner implements Learner {
    private final String name;
    private final EnergyNet model;
    private final FunctionalEnergyNet net;
    private final Descent descent;
    private final Tensor rate;
    private final boolean learnRate;

    /**
     * Something to train.
     *
     * @param rate the step size of the descent; where it is learned, its initial value
     */
    EnergyLearner(String name, EnergyNet model, Descent descent, double rate, boolean learnRate) {
        this.name = name;
        this.model = model;
        this.net = FunctionalEnergyNet.of(model);
        this.descent = descent;
        this.rate = Tensor.scalar(rate).withRequiresGrad(learnRate);
        this.learnRate = learnRate;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Tensor> parameters() {
        List<Tensor> parameters = new ArrayList<>(net.parameters());
        if (learnRate) {
            parameters.add(rate);
        }
        return parameters;
    }

    @Override
    public Tensor logits(Tensor images) {
        return descent.labels(net, net.params(), images, rate);
    }

    @Override
    public Tensor prediction(Tensor images) {
        List<Stage> stages = stages(images, descent.steps());
        return stages.get(stages.size() - 1).y();
    }

    /** The way down, which may be longer than in training. */
    List<Stage> stages(Tensor images, int steps) {
        return new Descent(descent.classes(), steps).stages(net, images, rate.detach());
    }

    /** The step size of the descent. */
    double rate() {
        return rate.item();
    }

    @Override
    public void project() {
        model.project();
    }
}
