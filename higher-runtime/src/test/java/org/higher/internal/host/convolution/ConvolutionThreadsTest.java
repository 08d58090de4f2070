package org.higher.internal.host.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.threads.ComputeThreads;
import org.higher.internal.threads.ThreadLimit;
import org.junit.jupiter.api.Test;

/** Convolutions of so many images that threads, if there are several, share them. */
class ConvolutionThreadsTest {
    /** Images and filters, some with an axis of tasks, with what they are convolved by. */
    private record Problem(HostArray x, HostArray w, HostArray bias, Window window, int groups) {
        /** The convolution, and its gradients by images and by filters. */
        List<HostArray> results() {
            HostArray y = ConvolutionKernels.conv(x, w, window, groups, bias);
            int[] s = x.shape();
            int rows = s[s.length - 2];
            int columns = s[s.length - 1];
            return List.of(
                    y,
                    ConvolutionKernels.input(y, w, window, groups, rows, columns),
                    ConvolutionKernels.weight(x, y, window, groups));
        }
    }

    private static List<Problem> problems() {
        Window same = Window.of(3, 3).withPadding(1);
        return List.of(
                new Problem(f(61, 33, 9, 10), f(34, 33, 3, 3), f(34), same, 1),
                new Problem(f(3, 17, 32, 8, 8), f(3, 32, 32, 3, 3), f(3, 32), same, 1),
                new Problem(f(2, 23, 64, 6, 7), f(32, 32, 3, 3), f(32), same, 2),
                new Problem(f(47, 3, 24, 25), f(16, 3, 3, 2), f(16), Window.of(3, 2), 1),
                new Problem(d(29, 12, 19, 18), d(20, 6, 2, 3), d(20), strided(), 2),
                new Problem(d(3, 11, 10, 16, 16), d(3, 24, 10, 3, 3), d(3, 24), same, 1));
    }

    private static Window strided() {
        return Window.of(2, 3).withStride(2, 1).withPadding(1);
    }

    @Test
    void theirNumberChangesNoBit() {
        for (Problem problem : problems()) {
            List<HostArray> together = problem.results();
            List<HostArray> alone;
            ThreadLimit limit = ComputeThreads.limitToCallers();
            try {
                alone = problem.results();
            } finally {
                limit.close();
            }
            for (int i = 0; i < together.size(); i++) {
                assertThat(values(together.get(i))).isEqualTo(values(alone.get(i)));
            }
        }
    }

    /** One image after the other has the same results, and the sum of the gradients by filters. */
    @Test
    void eachImageCountsOnce() {
        for (Problem problem : problems()) {
            if (problem.x.shape().length == 5) {
                continue;
            }
            List<HostArray> all = problem.results();
            int n = problem.x.shape()[0];
            double[] sum = new double[all.get(2).size()];
            for (int i = 0; i < n; i++) {
                HostArray x = image(problem.x, i);
                List<HostArray> one =
                        new Problem(x, problem.w, problem.bias, problem.window, problem.groups)
                                .results();
                for (int k = 0; k < 2; k++) {
                    double[] expected = values(one.get(k));
                    double[] actual = values(image(all.get(k), i));
                    assertThat(actual).containsExactly(expected, within(tolerance(x)));
                }
                double[] part = values(one.get(2));
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += part[j];
                }
            }
            assertThat(values(all.get(2))).containsExactly(sum, within(n * tolerance(problem.x)));
        }
    }

    private static double tolerance(HostArray x) {
        return x.isFloat() ? 2e-2 : 1e-10; // sums of some hundred products of a few hundred
    }

    private static HostArray image(HostArray images, int i) {
        int[] shape = images.shape().clone();
        int size = images.size() / shape[0];
        shape[0] = 1;
        double[] values = new double[size];
        System.arraycopy(values(images), i * size, values, 0, size);
        HostArray image = new HostArray(values, shape);
        return images.isFloat() ? ElementwiseKernels.cast(image, DType.FLOAT32) : image;
    }

    private static double[] values(HostArray x) {
        return x.isFloat() ? ElementwiseKernels.widened(x.floats()) : x.doubles();
    }

    private static HostArray f(int... shape) {
        return ElementwiseKernels.cast(d(shape), DType.FLOAT32);
    }

    private static HostArray d(int... shape) {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        return new HostArray(new SplittableRandom(size).doubles(size, -1, 1).toArray(), shape);
    }
}
