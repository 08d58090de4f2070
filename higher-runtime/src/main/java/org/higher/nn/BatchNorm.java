package org.higher.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.Window;
import org.higher.internal.nn.Channels;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Batch normalization: each channel less its mean, over its standard deviation, times a weight,
 * plus a bias.
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
        this(builder(channels));
    }

    private BatchNorm(Builder builder) {
        this(
                builder.affine ? Optional.of(Init.ones(builder.channels)) : Optional.empty(),
                builder.affine ? Optional.of(Init.zeros(builder.channels)) : Optional.empty(),
                Tensor.zeros(builder.channels),
                Tensor.ones(builder.channels),
                builder.eps,
                builder.momentum,
                builder.keepsRunning);
    }

    /**
     * A layer with other settings than those of {@link #BatchNorm(int)}.
     *
     * <pre>{@code
     * BatchNorm.builder(64).affine(false).momentum(0.01).build()
     * }</pre>
     *
     * @throws IllegalArgumentException if there is not at least one channel
     */
    public static Builder builder(int channels) {
        return new Builder(Sizes.atLeastOne("BatchNorm", channels, "channels"));
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

    /** Training or evaluation: in the latter, running statistics are used, and left as they are. */
    @Override
    public void train(boolean on) {
        training = on;
    }

    /** Whether running statistics are kept, and used in evaluation. */
    public boolean keepsRunning() {
        return keepsRunning;
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
     * Normalizes each channel.
     *
     * @param x shape [n, channels, ...]
     * @throws IllegalArgumentException if x has no such shape, or in training if a channel has one
     *     element only
     */
    @Override
    public Tensor forward(Tensor x) {
        Channels.check(x, runningMean);
        if (keepsRunning && !training) {
            return byRunning(x);
        }
        track(x);
        return weight.isPresent() && bias.isPresent()
                ? x.normalize(
                        Channels.along(weight.get(), x),
                        Channels.along(bias.get(), x),
                        eps,
                        Channels.others(x))
                : x.standardize(eps, Channels.others(x));
    }

    /**
     * Normalizes each channel of images, then takes ReLU and the largest element of each window:
     * {@code forward(x).relu().maxPool2d(window)}, with the same value.
     *
     * <p>In training, and with a weight and a bias, it is one operation, which takes less memory
     * and time; see {@link Tensor#batchNormReluMaxPool2d}.
     *
     * @param x shape [n, channels, rows, columns]
     * @param window without dilation, and with a padding of half of itself at most
     * @return shape [n, channels, rows, columns], of the places of the window
     * @throws IllegalArgumentException if {@link #forward} refuses x, or the window does not fit
     */
    public Tensor forwardReluMaxPool2d(Tensor x, Window window) {
        Channels.check(x, runningMean);
        if (weight.isEmpty() || bias.isEmpty() || keepsRunning && !training) {
            return forward(x).relu().maxPool2d(window);
        }
        track(x);
        return x.batchNormReluMaxPool2d(weight.get(), bias.get(), eps, window);
    }

    /** With the running statistics. */
    private Tensor byRunning(Tensor x) {
        Tensor inverse = runningVariance.add(eps).sqrt().reciprocal();
        Tensor scale = weight.isPresent() ? inverse.mul(weight.get()) : inverse;
        Tensor shift = bias.isPresent() ? bias.get() : scale.zerosLike();
        return x.sub(Channels.along(runningMean, x))
                .affine(Channels.along(scale, x), Channels.along(shift, x));
    }

    /** Adds the statistics of a batch to the running ones, where they are kept. */
    private void track(Tensor x) {
        Channels.checkSeveral(x);
        if (keepsRunning) {
            Tensor mean = Channels.mean(x);
            Tensor variance = Channels.variance(x, mean);
            runningMean = Channels.running(runningMean, mean, momentum);
            runningVariance = Channels.running(runningVariance, variance, momentum);
        }
    }

    /** Settings of a layer, by their names. */
    public static final class Builder {
        private final int channels;
        private double eps = EPS;
        private double momentum = MOMENTUM;
        private boolean affine = true;
        private boolean keepsRunning = true;

        private Builder(int channels) {
            this.channels = channels;
        }

        /** What is added to the variance; 1e-5 if not said. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        /** The share of a batch in the running statistics; 0.1 if not said. */
        public Builder momentum(double share) {
            momentum = share;
            return this;
        }

        /** Whether there are a weight of ones and a bias of zeros; true if not said. */
        public Builder affine(boolean there) {
            affine = there;
            return this;
        }

        /** Whether running statistics are kept, for evaluation; true if not said. */
        public Builder runningStatistics(boolean kept) {
            keepsRunning = kept;
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if eps is negative, or the momentum not in [0, 1]
         */
        public BatchNorm build() {
            return new BatchNorm(this);
        }
    }
}
