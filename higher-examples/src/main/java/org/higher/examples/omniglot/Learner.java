package org.higher.examples.omniglot;

import static org.higher.nn.Losses.crossEntropy;

import java.util.List;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.examples.FunctionalConvNet;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episode.Examples;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Initial weights together with the gradient descent that adapts them to an episode. */
final class Learner {
    private final FunctionalConvNet net;
    private final Optimizer<Sgd> inner;

    Learner(FunctionalConvNet net, double innerRate) {
        this.net = net;
        inner = Optimizer.of(net.parameters(), new Sgd(innerRate));
    }

    FunctionalConvNet net() {
        return net;
    }

    /**
     * Adapts to the support set of an episode, and is judged by its query set.
     *
     * @param mode what of the inner steps the loss can be differentiated through
     */
    Outcome adapted(Episode episode, int steps, GradientMode mode) {
        Examples support = episode.support();
        Examples query = episode.query();
        try (var loop =
                Higher.innerLoop(net, inner).copyInitialWeights(false).gradientMode(mode).open()) {
            for (int k = 0; k < steps; k++) {
                loop.step(crossEntropy(loop.model().forward(support.images()), support.labels()));
            }
            Tensor logits = loop.model().forward(query.images());
            return new Outcome(crossEntropy(logits, query.labels()), query.accuracy(logits));
        }
    }

    /** The accuracy on new episodes, once training is over: nothing is tracked. */
    Accuracy accuracy(List<Episode> episodes, int steps, MetaBatch batch) {
        return Accuracy.of(
                batch.map(
                        episodes,
                        episode -> adapted(episode, steps, GradientMode.UNTRACKED).accuracy()));
    }

    /**
     * Moves the initial weights towards those of a learner with the same network.
     *
     * @param part of the way, from 0 to 1
     */
    void approach(Learner other, double part) {
        List<Tensor> own = net.parameters();
        List<Tensor> others = other.net.parameters();
        for (int i = 0; i < own.size(); i++) {
            Tensor kept = own.get(i).detach().mul(1 - part);
            own.get(i).assign(kept.add(others.get(i).detach().mul(part)));
        }
    }

    /**
     * How an episode went.
     *
     * @param loss the mean cross entropy on the query set, a scalar
     * @param accuracy the part of the query set that was told right, from 0 to 1
     */
    record Outcome(Tensor loss, double accuracy) {}
}
