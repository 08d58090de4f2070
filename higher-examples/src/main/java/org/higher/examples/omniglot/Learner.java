package org.higher.examples.omniglot;

import static org.higher.nn.Losses.crossEntropy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.higher.Higher;
import org.higher.MetaBatch;
import org.higher.examples.FunctionalConvNet;
import org.higher.examples.FunctionalConvNet.Params;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episode.Examples;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Initial weights together with the gradient descent that adapts them to an episode. */
final class Learner {
    private final FunctionalConvNet net;
    private final Optimizer<Sgd> inner;
    private final Adaptation adaptation;

    Learner(FunctionalConvNet net, double innerRate, Adaptation adaptation) {
        this.net = net;
        this.adaptation = adaptation;
        inner = Optimizer.of(net.parameters(), new Sgd(innerRate));
    }

    FunctionalConvNet net() {
        return net;
    }

    /** Adapts to the support set of an episode, and is judged by its query set. */
    Outcome adapted(Episode episode, int steps) {
        return adapted(episode, steps, adaptation);
    }

    private Outcome adapted(Episode episode, int steps, Adaptation how) {
        Examples query = episode.query();
        Function<Params, Tensor> loss = w -> loss(w, episode.support(), how.proximal());
        try (var loop =
                Higher.innerLoop(net, inner)
                        .copyInitialWeights(false)
                        .gradientMode(how.mode())
                        .open()) {
            for (int k = 0; k < steps; k++) {
                loop.step(loss.apply(loop.params()));
            }
            Tensor logits = net.forward(how.end().of(loop.params(), loss), query.images());
            return new Outcome(crossEntropy(logits, query.labels()), query.accuracy(logits));
        }
    }

    private Tensor loss(Params w, Examples support, double proximal) {
        Tensor loss = crossEntropy(net.forward(w, support.images()), support.labels());
        return proximal == 0 ? loss : loss.add(squaredDistance(w).mul(proximal / 2));
    }

    /** From the initial weights, a scalar. */
    private Tensor squaredDistance(Params w) {
        List<Tensor> weights = w.leaves();
        List<Tensor> initial = net.parameters();
        return IntStream.range(0, weights.size())
                .mapToObj(i -> weights.get(i).sub(initial.get(i)).square().sum())
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** The accuracy on new episodes, once training is over: nothing is tracked. */
    Accuracy accuracy(List<Episode> episodes, int steps, MetaBatch batch) {
        return Accuracy.of(
                batch.map(
                        episodes,
                        episode -> adapted(episode, steps, adaptation.untracked()).accuracy()));
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
