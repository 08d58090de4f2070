package org.higher.nn;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** A variational autoencoder that draws its noise, drops inputs, and is evaluated without. */
@Functional
class Vae {
    private final Linear encoder;
    private final Linear mean;
    private final Linear logVariance;
    private final Linear decoder;

    /** Stand for the draws in a random scope. */
    private final Object noise = new Object();

    private final Object mask = new Object();

    private boolean training = true;

    Vae(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        encoder = new Linear(6, 5, true, random);
        mean = new Linear(5, 2, true, random);
        logVariance = new Linear(5, 2, true, random);
        decoder = new Linear(2, 6, true, random);
    }

    void eval() {
        training = false;
    }

    Tensor forward(Tensor x) {
        Tensor h = encode(x);
        return decoder.forward(sample(mean.forward(h), logVariance.forward(h)));
    }

    /** The negative evidence lower bound: Kingma and Welling, arXiv 1312.6114, equation 10. */
    Tensor loss(Tensor x) {
        Tensor h = encode(x);
        Tensor mu = mean.forward(h);
        Tensor log = logVariance.forward(h);
        Tensor divergence = mu.square().add(log.exp()).sub(log).sub(1).sum(-1).mul(0.5);
        Tensor error = decoder.forward(sample(mu, log)).sub(x).square().sum(-1);
        return error.add(divergence).mean();
    }

    private Tensor encode(Tensor x) {
        Tensor kept = training ? x.mul(RandomScope.bernoulli(mask, 0.9, x.dtype(), x.shape())) : x;
        return encoder.forward(kept).tanh();
    }

    private Tensor sample(Tensor mu, Tensor log) {
        return training
                ? mu.add(RandomScope.normal(noise, mu.dtype(), mu.shape()).mul(log.mul(0.5).exp()))
                : mu;
    }
}
