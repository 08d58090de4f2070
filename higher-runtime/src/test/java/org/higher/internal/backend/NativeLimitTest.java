package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads whose operands are more than JavaCPP lets a process have outside of a small heap. */
class NativeLimitTest {
    private static final int THREADS = 8;

    /** Products and convolutions in threads of a small JVM. */
    public static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Double>> results = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    long seed = thread;
                    results.add(pool.submit(() -> largestError(seed)));
                }
                double largest = 0;
                for (Future<Double> result : results) {
                    largest = Math.max(largest, result.get());
                }
                System.out.println(largest < 1e-3 ? "all right" : "wrong by " + largest);
            } catch (ExecutionException failed) {
                failed.getCause().printStackTrace(System.out);
            } finally {
                pool.shutdown();
            }
        }

        /** Each result against the product with a vector, which needs no room. */
        private static double largestError(long seed) {
            double largest = 0;
            for (DType dtype : DType.values()) {
                SplittableRandom random = new SplittableRandom(seed);
                Tensor a = Tensor.normal(random, dtype, 300, 300);
                Tensor b = Tensor.normal(random, dtype, 300, 300);
                Tensor ones = Tensor.ones(dtype, 300, 1);
                Tensor sums = a.mmul(b).mmul(ones);
                largest = Math.max(largest, difference(sums, a.mmul(b.mmul(ones))));
                Tensor images = Tensor.normal(random, dtype, 4, 40, 20, 20);
                Tensor filter = Tensor.normal(random, dtype, 40, 40, 3, 3).mul(0.05);
                Window window = Window.of(3, 3).withPadding(1);
                Tensor whole = images.conv2d(filter, window, 1);
                Tensor first = images.slice(0, 0, 1).conv2d(filter.slice(0, 0, 1), window, 1);
                Tensor part = whole.slice(0, 0, 1).slice(1, 0, 1);
                largest = Math.max(largest, difference(part, first) / 10);
            }
            return largest;
        }

        private static double difference(Tensor x, Tensor y) {
            return x.sub(y).abs().amax().item() / y.abs().amax().item();
        }
    }

    @Test
    @Timeout(60)
    void plainJavaTakesOver() throws IOException, InterruptedException {
        assertThat(output("-Dorg.bytedeco.javacpp.maxBytes=1m")).isEqualTo("all right");
    }

    @Test
    @Timeout(60)
    void aLimitOfTheProcessIsNoErrorEither() throws IOException, InterruptedException {
        assertThat(output("-Dorg.bytedeco.javacpp.maxPhysicalBytes=1m")).isEqualTo("all right");
    }

    private static String output(String limit) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "--enable-native-access=ALL-UNNAMED",
                                limit,
                                "-Dhigher.poison=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
