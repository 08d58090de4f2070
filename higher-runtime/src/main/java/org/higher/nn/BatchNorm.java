package org.higher.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;

/**
 * Less the mean of each channel, over its deviation, times a weight, plus a bias.
 *
 * <p>For inputs [n, channels] and [n, channels, ...]. In training, mean and variance are those of
 * the batch, and {@code running = (1 - momentum) running + momentum batch} is kept, of the variance
 * without bias. In evaluation the running ones are used. Where a layer keeps none, those of the
 * batch are used always. An inner loop begins with the model's running statistics and keeps its
 * own; they are forgotten with it, or written into the model if its builder says {@code
 * writeBuffers(true)}.
 *
 * <p>Source: Ioffe and Szegedy, Batch normalization: accelerating deep network training by reducing
 * internal covariate shift, ICML 2015.
 */
@Functional
public final class BatchNorm implements Layer {
    private static final double EPS = 1e-5;
    private static final double MOMENTUM = 0.1;

    @Trainable private final Optional<Tensor> weight;
    @Trainable private final Optional<Tensor> bias;
    @Buffer private Tensor runningMean;
    @Buffer private Tensor runningVariance;
    private final double eps;
    private final double momentum;
    private final boolean keepsRunning;
    private boolean training = true;

    /** Weights 1, biases 0, a momentum of 0.1, eps 1e-5. */
    public BatchNorm(int channels) {
        this(channels, true, true);
    }

    /**
     * A momentum of 0.1, eps 1e-5.
     *
     * @param affine whether there are a weight and a bias
     * @param keepsRunning whether running statistics are kept, for evaluation
     */
    public BatchNorm(int channels, boolean affine, boolean keepsRunning) {
        this(channels, EPS, MOMENTUM, affine, keepsRunning);
    }

    /**
     * Weights 1 and biases 0, if any.
     *
     * @param eps what is added to the variance
     * @param momentum the share of a batch in the running statistics
     * @param affine whether there are a weight and a bias
     * @param keepsRunning whether running statistics are kept, for evaluation
     */
    public BatchNorm(
            int channels, double eps, double momentum, boolean affine, boolean keepsRunning) {
        this(
                affine ? Optional.of(Init.ones(checked(channels))) : Optional.empty(),
                affine ? Optional.of(Init.zeros(channels)) : Optional.empty(),
                Tensor.zeros(checked(channels)),
                Tensor.ones(channels),
                eps,
                momentum,
                keepsRunning);
    }

    /**
     * A layer with the given parameters and statistics, which it holds as they are.
     *
     * @param weight one for each channel, or none together with the bias
     * @param runningMean one for each channel
     * @param runningVariance one for each channel
     * @throws IllegalArgumentException if their shapes differ, or there is but one of weight and
     *     bias
     */
    public BatchNorm(
            Optional<Tensor> weight,
            Optional<Tensor> bias,
            Tensor runningMean,
            Tensor runningVariance,
            double eps,
            double momentum,
            boolean keepsRunning) {
        Sizes.given("BatchNorm", "weight", weight);
        Sizes.given("BatchNorm", "bias", bias);
        Sizes.given("BatchNorm", "runningMean", runningMean);
        Sizes.given("BatchNorm", "runningVariance", runningVariance);
        Sizes.eps("BatchNorm", eps);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "BatchNorm: momentum is " + momentum + "; it must be in [0, 1]");
        }
        if (runningMean.size() == 0) {
            throw new IllegalArgumentException("BatchNorm: 0 channels; there must be at least one");
        }
        if (weight.isPresent() != bias.isPresent()) {
            throw new IllegalArgumentException(
                    "BatchNorm: a weight or a bias alone; give both or none");
        }
        check("runningVariance", runningVariance, runningMean);
        weight.ifPresent(given -> check("weight", given, runningMean));
        bias.ifPresent(given -> check("bias", given, runningMean));
        this.weight = weight;
        this.bias = bias;
        this.runningMean = runningMean;
        this.runningVariance = runningVariance;
        this.eps = eps;
        this.momentum = momentum;
        this.keepsRunning = keepsRunning;
    }

    private static int checked(int channels) {
        return Sizes.atLeastOne("BatchNorm", channels, "channels");
    }

    private static void check(String name, Tensor given, Tensor runningMean) {
        if (runningMean.rank() != 1 || !Arrays.equals(given.shape(), runningMean.shape())) {
            throw new IllegalArgumentException(
                    "BatchNorm: "
                            + name
                            + " "
                            + Arrays.toString(given.shape())
                            + " and runningMean "
                            + Arrays.toString(runningMean.shape())
                            + " must both be [channels]");
        }
    }

    /** Training or not: without, running statistics are used, and left as they are. */
    @Override
    public void train(boolean on) {
        training = on;
    }

    /** The running mean of each channel. */
    public Tensor runningMean() {
        return runningMean;
    }

    /** The running variance of each channel. */
    public Tensor runningVariance() {
        return runningVariance;
    }

    /**
     * Normalises each channel.
     *
     * @param x shape [n, channels, ...]
     * @throws IllegalArgumentException if x has no such shape, or in training if a channel has one
     *     element only
     */
    @Override
    public Tensor forward(Tensor x) {
        Channels.check(x, runningMean);
        if (keepsRunning && !training) {
            Tensor inverse = runningVariance.add(eps).sqrt().reciprocal();
            Tensor scale = weight.isPresent() ? inverse.mul(weight.get()) : inverse;
            Tensor shift = bias.isPresent() ? bias.get() : scale.zerosLike();
            return x.sub(Channels.along(runningMean, x))
                    .affine(Channels.along(scale, x), Channels.along(shift, x));
        }
        Channels.checkSeveral(x);
        if (keepsRunning) {
            Tensor mean = Channels.mean(x);
            Tensor variance = Channels.variance(x, mean);
            runningMean = Channels.running(runningMean, mean, momentum);
            runningVariance = Channels.running(runningVariance, variance, momentum);
        }
        return weight.isPresent() && bias.isPresent()
                ? x.normalize(
                        Channels.along(weight.get(), x),
                        Channels.along(bias.get(), x),
                        eps,
                        Channels.others(x))
                : x.standardize(eps, Channels.others(x));
    }
}
