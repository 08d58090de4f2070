package org.higher.internal.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.higher.nn.Losses.mse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.cuda.EmulatedCard;
import org.higher.internal.gpu.backend.GpuBackend;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads that share arrays of a card and exchange them, with memory that is given out again, on an
 * emulated card whose streams go on in an order that a seed decides.
 */
@Timeout(120)
class CardThreadsTest {
    private static final int THREADS = 3;

    /** Of pieces for 16 floats; so few that one thread soon gets what another one has given up. */
    private static final int PIECES = 40;

    private static final int[] SHAPE = {4, 4};

    private EmulatedCard emulated;
    private long races;

    @BeforeEach
    void start() throws IOException {
        Optional<EmulatedCard> shared = EmulatedCard.shared();
        assumeThat(shared).as("no g++, or a driver of NVIDIA's is here").isPresent();
        emulated = shared.orElseThrow();
        races = emulated.count("race");
    }

    @AfterEach
    void end() {
        if (emulated != null) {
            emulated.seed(0);
            assertThat(emulated.count("race")).isEqualTo(races);
        }
    }

    /** With little memory, in bytes. */
    private BackendDevice device(long bytes) {
        String property = "higher.gpu.share";
        String before = System.getProperty(property);
        System.setProperty(property, Double.toString(bytes / (double) (4L << 30)));
        try {
            return new GpuBackend("cuda", List.of(emulated.start())).devices().get(0);
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    /** An array on the card, and the same on the host. */
    private record Pair(GpuArray card, Array host) {
        void check() {
            assertThat(values(card)).isEqualTo(values(host));
        }

        /** Without the sign of zeros, which a sum in another order may have otherwise. */
        private static float[] values(Array x) {
            float[] values = x.backend().kernels().toFloats(x);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.0f;
            }
            return values;
        }
    }

    /** Computes on the card and on the host; all values are small integers, hence exact. */
    private static final class Both {
        final BackendDevice device;
        final Kernels card;
        final BackendDevice hostDevice =
                BackendRegistry.instance().backend("host").devices().get(0);
        final Kernels host = hostDevice.backend().kernels();

        Both(BackendDevice device) {
            this.device = device;
            this.card = device.backend().kernels();
        }

        Pair of(SplittableRandom random) {
            float[] values = new float[16];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(-9, 10);
            }
            Array onCard = card.of(values, SHAPE, device);
            Array onHost = host.of(values, SHAPE, hostDevice);
            Arrays.fill(values, 99);
            return new Pair((GpuArray) onCard, onHost);
        }

        Pair compute(int operation, Pair a, Pair b) {
            return new Pair(
                    (GpuArray) compute(card, operation, a.card, b.card),
                    compute(host, operation, a.host, b.host));
        }

        private static Array compute(Kernels kernels, int operation, Array a, Array b) {
            List<Array> made = new ArrayList<>();
            Array result = kernels.binary(Binary.MAX, last(kernels, operation, a, b, made), -9.0);
            made.forEach(CardThreadsTest::giveUp);
            Array clamped = kernels.binary(Binary.MIN, result, 9.0);
            giveUp(result);
            return clamped;
        }

        private static Array last(
                Kernels kernels, int operation, Array a, Array b, List<Array> made) {
            switch (operation) {
                case 0 -> made.add(kernels.binary(Binary.ADD, a, b));
                case 1 -> made.add(kernels.binary(Binary.MUL, a, b));
                case 2 -> made.add(kernels.matmul(a, b, false, true));
                case 3 -> {
                    made.add(kernels.reduce(Reduction.SUM, a, new int[] {0}, true));
                    made.add(kernels.binary(Binary.SUB, b, made.get(0)));
                }
                case 4 -> made.add(kernels.gather(a, new int[] {3, 0, 0, 2}, 1));
                case 5 -> {
                    made.add(kernels.concat(List.of(a, b), 0));
                    made.add(kernels.slice(made.get(0), new int[] {2, 0}, SHAPE, new int[] {1, 1}));
                }
                case 6 -> made.add(kernels.scatterAdd(a, new int[] {1, 1, 3, 0}, 0, 4));
                default -> {
                    try (ArrayPool pool = a.backend().recycling()) {
                        Array sum = kernels.binary(Binary.ADD, a, a);
                        pool.hold(sum);
                        Array more = pool.accumulate(sum, b);
                        made.add(kernels.permute(more, new int[] {1, 0}));
                        pool.release(more);
                    }
                }
            }
            return made.get(made.size() - 1);
        }
    }

    private static void giveUp(Array x) {
        if (x instanceof GpuArray own) {
            own.giveUp();
        }
    }

    /** One thread at a time, so that the order is the seed's: what is wrong is wrong each time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void inTurn(int seed) throws InterruptedException, ExecutionException {
        emulated.seed(seed);
        Both both = new Both(device(256 * PIECES));
        SplittableRandom random = new SplittableRandom(seed);
        Pair[] slots = new Pair[8];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = both.of(random);
        }
        List<ExecutorService> threads = threads();
        try {
            for (int step = 0; step < 150; step++) {
                ExecutorService thread = threads.get(random.nextInt(THREADS));
                thread.submit(() -> step(both, slots, random)).get();
            }
            for (Pair each : slots) {
                threads.get(random.nextInt(THREADS)).submit(each::check).get();
            }
        } finally {
            threads.forEach(ExecutorService::shutdownNow);
        }
    }

    private static void step(Both both, Pair[] slots, SplittableRandom random) {
        int target = random.nextInt(slots.length);
        Pair before = slots[target];
        int operation = random.nextInt(10);
        switch (operation) {
            case 8 -> before.check();
            case 9 -> {
                before.card.giveUp();
                slots[target] = both.of(random);
            }
            default -> {
                Pair a = slots[random.nextInt(slots.length)];
                Pair b = slots[random.nextInt(slots.length)];
                slots[target] = both.compute(operation, a, b);
                before.card.giveUp();
            }
        }
    }

    private static List<ExecutorService> threads() {
        return IntStream.range(0, THREADS)
                .mapToObj(i -> Executors.newSingleThreadExecutor())
                .toList();
    }

    /** All at once: each reads what all share, and hands on what it has made. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void atOnce(int seed) throws InterruptedException, ExecutionException {
        emulated.seed(seed);
        Both both = new Both(device(256 * PIECES));
        SplittableRandom random = new SplittableRandom(seed);
        Pair weights = both.of(random);
        Queue<Pair> exchanged = new ConcurrentLinkedQueue<>();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom own = random.split();
                results.add(pool.submit(() -> exchange(both, weights, exchanged, own)));
            }
            for (Future<?> result : results) {
                result.get();
            }
            exchanged.forEach(Pair::check);
            weights.check();
        } finally {
            pool.shutdownNow();
        }
    }

    private static void exchange(
            Both both, Pair weights, Queue<Pair> exchanged, SplittableRandom random) {
        Pair own = both.of(random);
        for (int step = 0; step < 60; step++) {
            Pair made = both.compute(random.nextInt(8), weights, own);
            own.card.giveUp();
            exchanged.add(made);
            Pair taken = exchanged.poll();
            own = taken == null ? both.of(random) : taken;
            if (random.nextInt(6) == 0) {
                own.check();
            }
        }
        own.check();
        own.card.giveUp();
    }

    /** The same bits with any number of threads, whatever the card does first. */
    @Test
    void aMetaBatch() {
        BackendDevice card = device(1 << 20);
        Device host = BackendRegistry.instance().backend("host").devices().get(0);
        List<double[]> expected = metaGradients(host, 1);
        List<double[]> first = metaGradients(card, 1);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(first.get(i)).containsExactly(expected.get(i), within(1e-5));
        }
        for (int seed = 0; seed < 2; seed++) {
            emulated.seed(seed);
            for (int threads : new int[] {2, 4}) {
                List<double[]> others = metaGradients(card, threads);
                for (int i = 0; i < first.size(); i++) {
                    assertThat(others.get(i)).as("seed %d", seed).isEqualTo(first.get(i));
                }
            }
        }
    }

    /** The losses, then the gradients by the weights of a network with one hidden layer. */
    private static List<double[]> metaGradients(Device device, int threads) {
        SplittableRandom random = new SplittableRandom(1);
        Tensor w1 = Tensor.parameter(Tensor.normal(random, DType.FLOAT32, 1, 8).to(device));
        Tensor w2 = Tensor.parameter(Tensor.normal(random, DType.FLOAT32, 8, 1).to(device));
        List<Tensor> xs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            xs.add(Tensor.normal(random, DType.FLOAT32, 10, 1).to(device));
        }
        List<double[]> results = new ArrayList<>();
        try (MetaBatch batch = new MetaBatch(threads)) {
            for (int meta = 0; meta < 2; meta++) {
                MetaBatch.Result result =
                        batch.mean(List.of(w1, w2), xs, x -> queryLoss(List.of(w1, w2), x));
                results.add(result.losses().stream().mapToDouble(loss -> loss).toArray());
                result.gradients().forEach(g -> results.add(doubles(g)));
            }
        }
        return results;
    }

    private static double[] doubles(Tensor x) {
        float[] floats = x.toFloats();
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    private static Tensor queryLoss(List<Tensor> weights, Tensor x) {
        List<Tensor> fast = weights;
        for (int step = 0; step < 2; step++) {
            Tensor loss = loss(fast, x);
            List<Tensor> gradients = Grad.of(loss).createGraph().with(fast).orZeros();
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < fast.size(); i++) {
                next.add(fast.get(i).sub(gradients.get(i).mul(0.1)));
            }
            fast = next;
        }
        return loss(fast, x.mul(0.5));
    }

    private static Tensor loss(List<Tensor> weights, Tensor x) {
        return mse(x.mmul(weights.get(0)).tanh().mmul(weights.get(1)), x.sin());
    }
}
