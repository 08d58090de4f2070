package org.higher.nn;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.Shapes;
import org.higher.internal.nn.Orthonormal;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Initialization of parameters: Xavier, He, orthogonal and other schemes, by their published names.
 *
 * <p>Every method draws from the generator it is given, so a seeded generator gives the same model
 * each time. Constructors of layers that take no generator use {@link #random()}.
 */
public final class Init {
    /** The gain before no activation, or a sigmoid. */
    public static final double LINEAR_GAIN = 1;

    /** The gain before a tanh that is customary: its slope is below 1 but at 0. */
    public static final double TANH_GAIN = 5.0 / 3;

    /** The gain before a ReLU: He et al. (2015), equation 10. */
    public static final double RELU_GAIN = Math.sqrt(2);

    /** Deviations within which normal draws fall now and then. */
    private static final double NARROWEST = 0.01;

    private static final ThreadLocal<RandomGenerator> RANDOM =
            ThreadLocal.withInitial(SplittableRandom::new);

    private Init() {}

    /** This thread's generator for layers that are given none. */
    public static RandomGenerator random() {
        return RANDOM.get();
    }

    /** Restarts this thread's generator, so that the layers made next are the same in each run. */
    public static void seed(long seed) {
        RANDOM.set(new SplittableRandom(seed));
    }

    /** A parameter with entries uniform on [-bound, bound). */
    public static Tensor uniform(double bound, RandomGenerator random, int... shape) {
        return Tensor.parameter(
                Tensor.uniform(random, DType.FLOAT32, shape).mul(2 * bound).sub(bound));
    }

    /** A weight of a recurrent cell, uniform on ±1 / sqrt(hidden). */
    static Tensor recurrentWeight(int hidden, RandomGenerator random, int... shape) {
        return uniform(1 / Math.sqrt(hidden), random, shape);
    }

    /** A bias for all gates of a recurrent cell, if there is to be one. */
    static Optional<Tensor> recurrentBias(
            boolean bias, int gates, int hidden, RandomGenerator random) {
        return bias
                ? Optional.of(recurrentWeight(hidden, random, gates * hidden))
                : Optional.empty();
    }

    /** A parameter with independent normal entries of mean 0. */
    public static Tensor normal(double deviation, RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT32, shape).mul(deviation));
    }

    /**
     * A parameter with normal entries of mean 0, drawn again where they are further off than {@code
     * cut} deviations.
     *
     * @throws IllegalArgumentException if the cut is below 0.01, within which hardly a draw falls
     */
    public static Tensor truncatedNormal(
            double deviation, double cut, RandomGenerator random, int... shape) {
        if (!(cut >= NARROWEST)) {
            throw new IllegalArgumentException(
                    "truncatedNormal: hardly a draw is within "
                            + cut
                            + " deviations; cut at "
                            + NARROWEST
                            + " or more");
        }
        float[] values = new float[Shapes.size("truncatedNormal", shape)];
        for (int i = 0; i < values.length; i++) {
            double draw;
            do {
                draw = random.nextGaussian();
            } while (Math.abs(draw) > cut);
            values[i] = (float) (draw * deviation);
        }
        return Tensor.parameter(Tensor.of(values, shape));
    }

    /**
     * A parameter with entries uniform on ±sqrt(6 / (fanIn + fanOut)).
     *
     * <p>Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward
     * neural networks, AISTATS 2010, equation 16.
     */
    public static Tensor xavierUniform(
            int fanIn, int fanOut, RandomGenerator random, int... shape) {
        if (fanIn < 0 || fanOut < 0 || fanIn == 0 && fanOut == 0) {
            throw new IllegalArgumentException(
                    "xavierUniform: fans of " + fanIn + " and " + fanOut + "; give positive ones");
        }
        return uniform(Math.sqrt(6.0 / ((double) fanIn + fanOut)), random, shape);
    }

    /**
     * As {@link #xavierUniform(int, int, RandomGenerator, int...)}, times a gain, with fans from
     * the shape.
     *
     * @param shape [outputs, inputs, ...], the rest being places that a kernel reaches
     * @throws IllegalArgumentException if there are less than two axes
     */
    public static Tensor xavierUniform(double gain, RandomGenerator random, int... shape) {
        return uniform(gain * Math.sqrt(6.0 / fans("xavierUniform", shape)), random, shape);
    }

    /**
     * A parameter with normal entries of variance 2 gain² / (fanIn + fanOut).
     *
     * <p>Source: Glorot and Bengio (2010), equation 12, for a normal distribution.
     *
     * @param shape [outputs, inputs, ...], the rest being places that a kernel reaches
     * @throws IllegalArgumentException if there are less than two axes
     */
    public static Tensor xavierNormal(double gain, RandomGenerator random, int... shape) {
        return normal(gain * Math.sqrt(2.0 / fans("xavierNormal", shape)), random, shape);
    }

    /**
     * A parameter with entries uniform on ±gain·sqrt(3 / fanIn).
     *
     * <p>Source: He et al., Delving deep into rectifiers, ICCV 2015, equation 10, for a uniform
     * distribution of the same variance. The gain is sqrt(2) before a ReLU.
     */
    public static Tensor kaimingUniform(
            double gain, int fanIn, RandomGenerator random, int... shape) {
        Sizes.atLeastOne("kaimingUniform", fanIn, "inputs");
        return uniform(gain * Math.sqrt(3.0 / fanIn), random, shape);
    }

    /**
     * As {@link #kaimingUniform(double, int, RandomGenerator, int...)}, with a fan from the shape.
     *
     * @param shape [outputs, inputs, ...], the rest being places that a kernel reaches
     * @throws IllegalArgumentException if there are less than two axes
     */
    public static Tensor kaimingUniform(
            Fan fan, double gain, RandomGenerator random, int... shape) {
        return kaimingUniform(gain, fan.of("kaimingUniform", shape), random, shape);
    }

    /**
     * A parameter with normal entries of variance gain² / fan.
     *
     * <p>Source: He et al. (2015), equations 10 and 14.
     *
     * @param shape [outputs, inputs, ...], the rest being places that a kernel reaches
     * @throws IllegalArgumentException if there are less than two axes
     */
    public static Tensor kaimingNormal(Fan fan, double gain, RandomGenerator random, int... shape) {
        return normal(gain / Math.sqrt(fan.of("kaimingNormal", shape)), random, shape);
    }

    /**
     * A parameter whose rows, or columns if they are fewer, are orthogonal and of length {@code
     * gain}; all such are equally likely.
     *
     * <p>Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of
     * learning in deep linear neural networks, ICLR 2014.
     *
     * @param shape of two axes or more, of which those after the first count as one
     */
    public static Tensor orthogonal(double gain, RandomGenerator random, int... shape) {
        checkMatrix("orthogonal", shape);
        int rows = shape[0];
        int columns = Fan.IN.of("orthogonal", shape);
        double[] values = Orthonormal.draw(rows, columns, random);
        return Tensor.parameter(Tensor.of(values, shape).mul(gain).to(DType.FLOAT32));
    }

    /** A parameter whose entries are all the same. */
    public static Tensor constant(double value, int... shape) {
        return Tensor.parameter(Tensor.full(value, DType.FLOAT32, shape));
    }

    /** A parameter of zeros. */
    public static Tensor zeros(int... shape) {
        return constant(0, shape);
    }

    /** A parameter of ones. */
    public static Tensor ones(int... shape) {
        return constant(1, shape);
    }

    /** The gain before a leaky ReLU, sqrt(2 / (1 + slope²)): He et al. (2015), equation 15. */
    public static double leakyReluGain(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }

    private static double fans(String name, int... shape) {
        return (double) Fan.IN.of(name, shape) + Fan.OUT.of(name, shape);
    }

    private static void checkMatrix(String name, int... shape) {
        if (Sizes.given(name, "the shape", shape).length < 2) {
            throw new IllegalArgumentException(
                    name
                            + ": shape "
                            + Arrays.toString(shape)
                            + " has no inputs and outputs; give [outputs, inputs, ...]");
        }
    }

    /** What is counted: how many inputs an output depends on, or the reverse. */
    public enum Fan {
        /** Keeps the variance of values on the way forward. */
        IN,
        /** Keeps the variance of gradients on the way back. */
        OUT;

        private int of(String name, int... shape) {
            checkMatrix(name, shape);
            Shapes.size(name, shape); // so that no product of extents overflows
            int fan = this == IN ? shape[1] : shape[0];
            for (int axis = 2; axis < shape.length; axis++) {
                fan *= shape[axis];
            }
            return fan;
        }
    }
}
