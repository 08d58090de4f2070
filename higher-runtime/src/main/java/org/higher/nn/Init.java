package org.higher.nn;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * Initial values of parameters, by their published names.
 *
 * <p>Every method draws from the generator it is given, so a seeded generator gives the same model
 * each time. Constructors of layers that take no generator use {@link #random()}.
 */
public final class Init {
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

    /** A parameter with independent normal entries of mean 0. */
    public static Tensor normal(double deviation, RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT32, shape).mul(deviation));
    }

    /**
     * A parameter with entries uniform on ±sqrt(6 / (fanIn + fanOut)).
     *
     * <p>Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward
     * neural networks, AISTATS 2010, equation 16.
     */
    public static Tensor xavierUniform(
            int fanIn, int fanOut, RandomGenerator random, int... shape) {
        return uniform(Math.sqrt(6.0 / (fanIn + fanOut)), random, shape);
    }

    /**
     * A parameter with entries uniform on ±gain·sqrt(3 / fanIn).
     *
     * <p>Source: He et al., Delving deep into rectifiers, ICCV 2015, equation 10, for a uniform
     * distribution of the same variance. The gain is sqrt(2) before a ReLU.
     */
    public static Tensor kaimingUniform(
            double gain, int fanIn, RandomGenerator random, int... shape) {
        return uniform(gain * Math.sqrt(3.0 / fanIn), random, shape);
    }

    /** A parameter of zeros. */
    public static Tensor zeros(int... shape) {
        return Tensor.parameter(Tensor.zeros(shape));
    }
}
