package org.higher.internal.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Operation;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Place;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Sizes;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several threads on one card: uses of memory keep the order in which they were asked for, on an
 * emulated card that does nothing before it has to, so that what is not ordered comes out wrong.
 */
@Timeout(60)
class CudaStreamsTest {
    private static final int N = 100;

    private static final String KERNELS =
            CudaDialect.DIALECT.prelude()
                    + """
                    KERNEL copy_to(GLOBAL float *y, GLOBAL const float *x, int n) {
                        int i = THREAD;
                        if (i < n) y[i] = x[i];
                    }
                    KERNEL set(GLOBAL float *y, float value, int n) {
                        int i = THREAD;
                        if (i < n) y[i] = value;
                    }
                    """;

    private static Optional<EmulatedCard> shared = Optional.empty();
    private static Accelerator card;
    private static Kernel copy;
    private static Kernel set;

    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private EmulatedCard emulated;
    private long races;

    @BeforeAll
    static void startCard() throws IOException {
        shared = EmulatedCard.shared();
        if (shared.isPresent()) {
            card = shared.get().start();
            copy = card.compile(KERNELS, "copy_to");
            set = card.compile(KERNELS, "set");
        }
    }

    @BeforeEach
    void needsIt() {
        assumeThat(shared).as("no g++, or a driver of NVIDIA's is here").isPresent();
        emulated = shared.orElseThrow();
        emulated.seed(0);
        races = emulated.count("race");
    }

    @AfterEach
    void end() {
        one.shutdownNow();
        other.shutdownNow();
        if (emulated != null) {
            assertThat(emulated.count("race")).isEqualTo(races);
        }
    }

    private static <T> T in(ExecutorService thread, Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void run(ExecutorService thread, Runnable work) {
        in(thread, Executors.callable(work));
    }

    private static Memory memory() {
        return card.allocate(4 * N).orElseThrow();
    }

    private static void fill(Memory memory, float value) {
        card.launch(set, new int[] {1}, 128, memory, value, N);
    }

    private static void move(Memory from, Memory to) {
        card.launch(copy, new int[] {1}, 128, to, from, N);
    }

    private static float[] values(Memory memory) {
        float[] values = new float[N];
        card.read(memory, values);
        return values;
    }

    private static float[] all(float value) {
        float[] values = new float[N];
        Arrays.fill(values, value);
        return values;
    }

    /** {@code y = a x} for a diagonal a, by cuBLAS. */
    private static void multiply(Memory a, Memory x, Memory y) {
        multiply(card, a, x, y);
    }

    private static void multiply(Accelerator card, Memory a, Memory x, Memory y) {
        card.products()
                .orElseThrow()
                .multiply(
                        new MatrixProducts(
                                DType.FLOAT32,
                                1,
                                10,
                                10,
                                10,
                                false,
                                false,
                                a,
                                0,
                                100,
                                x,
                                0,
                                100,
                                y,
                                0,
                                100));
    }

    private static Memory diagonal(float value) {
        Memory memory = memory();
        card.write(memory, diagonalOf(value));
        return memory;
    }

    private static float[] diagonalOf(float value) {
        float[] values = new float[N];
        for (int i = 0; i < 10; i++) {
            values[11 * i] = value;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "host", "copy", "product", "convolution"})
    void aReadComesAfterTheWrite(String by) {
        Memory source = memory();
        Memory x = memory();
        Memory y = memory();
        Memory twice = diagonal(2);
        fill(source, 3);
        run(one, () -> write(by, source, twice, x));
        run(other, () -> move(x, y));
        assertThat(in(one, () -> values(y))).containsOnly(doubles(by) ? 6 : 3);
        Memory z = memory();
        run(one, () -> write(by, source, twice, x));
        run(other, () -> card.copy(x, 0, z, 0, 4 * N));
        assertThat(in(other, () -> values(z))).isEqualTo(values(y));
        Memory product = memory();
        run(one, () -> write(by, source, twice, x));
        run(other, () -> multiply(twice, x, product));
        assertThat(in(other, () -> values(product))).containsOnly(2 * values(y)[0]);
        Memory convolved = memory();
        run(one, () -> write(by, source, twice, x));
        run(other, () -> convolve(twice, x, convolved));
        assertThat(in(other, () -> values(convolved))).containsOnly(2 * values(y)[0]);
        run(one, () -> write(by, source, twice, x));
        assertThat(in(other, () -> values(x))).isEqualTo(values(y));
    }

    private static void write(String by, Memory source, Memory twice, Memory to) {
        switch (by) {
            case "kernel" -> fill(to, 3);
            case "host" -> card.write(to, all(3));
            case "copy" -> card.copy(source, 0, to, 0, 4 * N);
            case "product" -> multiply(twice, source, to);
            default -> convolve(twice, source, to);
        }
    }

    /** {@code y = a x} for the first element of a, by cuDNN. */
    private static void convolve(Memory a, Memory x, Memory y) {
        ConvolutionLibrary library = card.convolutions().orElseThrow();
        Sizes sizes = new Sizes(DType.FLOAT32, Window.of(1, 1), 1, 1, 1, 1, 10, 10);
        long bytes = library.workspace(Operation.CONV, sizes).orElseThrow();
        Memory workspace = card.allocate(Math.max(1, bytes)).orElseThrow();
        library.compute(
                Operation.CONV,
                sizes,
                new Place(x, 0),
                new Place(a, 0),
                new Place(y, 0),
                workspace);
    }

    private static boolean doubles(String by) {
        return by.equals("product") || by.equals("convolution");
    }

    /** The reader's stream has not come to it when the writer's is waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"kernel", "host", "copy", "product", "convolution"})
    void aWriteComesAfterAllReads(String by) {
        Memory source = memory();
        Memory x = memory();
        List<Memory> kept = List.of(memory(), memory(), memory(), memory());
        Memory twice = diagonal(2);
        Memory same = diagonal(1);
        fill(source, 3);
        fill(x, 1);
        run(one, () -> move(x, kept.get(0)));
        run(one, () -> card.copy(x, 0, kept.get(1), 0, 4 * N));
        run(one, () -> multiply(same, x, kept.get(2)));
        run(one, () -> convolve(same, x, kept.get(3)));
        run(other, () -> write(by, source, twice, x));
        assertThat(in(other, () -> values(x))).containsOnly(doubles(by) ? 6 : 3);
        for (Memory each : kept) {
            assertThat(in(one, () -> values(each))).containsOnly(1);
        }
    }

    @Test
    void theLastWriteStays() {
        Memory x = memory();
        run(one, () -> fill(x, 1));
        run(other, () -> fill(x, 2));
        run(other, () -> values(x));
        assertThat(in(one, () -> values(x))).containsOnly(2);
        run(other, () -> fill(x, 3));
        run(one, () -> card.write(x, all(4)));
        assertThat(values(x)).containsOnly(4);
    }

    /** More than passes through at once: the writer itself has waited for the first part. */
    @Test
    void aLongWriteIsWaitedForToTheEnd() {
        float[] values = new float[1_500_000];
        Arrays.fill(values, 3);
        Memory x = card.allocate(4L * values.length).orElseThrow();
        Memory y = card.allocate(4L * values.length).orElseThrow();
        run(one, () -> card.write(x, values));
        run(other, () -> card.copy(x, 0, y, 0, 4L * values.length));
        float[] copied = new float[values.length];
        run(other, () -> card.read(y, copied));
        assertThat(Arrays.equals(copied, values)).isTrue();
        card.free(x);
        card.free(y);
    }

    /** A third thread, which waits for the second, need not wait for the first. */
    @Test
    void whatAStreamHasWaitedForIsKnownToWhoWaitsForIt() {
        Memory x = memory();
        Memory y = memory();
        Memory z = memory();
        run(one, () -> fill(x, 5));
        run(other, () -> move(x, y));
        long before = emulated.count("cuEventRecord");
        move(y, z);
        assertThat(emulated.count("cuEventRecord") - before).isEqualTo(1);
        move(x, y);
        assertThat(emulated.count("cuEventRecord") - before).isEqualTo(1);
        assertThat(values(z)).containsOnly(5);
        assertThat(values(y)).containsOnly(5);
    }

    @Test
    void threadsThatReadTheSameDoNotWaitForEachOther() {
        Memory weights = memory();
        fill(weights, 7);
        Memory x = memory();
        Memory y = memory();
        run(one, () -> move(weights, x));
        run(other, () -> move(weights, y));
        long before = emulated.count("cuEventRecord");
        for (int i = 0; i < 20; i++) {
            run(one, () -> move(weights, x));
            run(other, () -> move(weights, y));
        }
        assertThat(emulated.count("cuEventRecord")).isEqualTo(before);
        assertThat(in(one, () -> values(x))).containsOnly(7);
        assertThat(in(other, () -> values(y))).containsOnly(7);
    }

    /** What a thread has read is done, hence nobody waits for it. */
    @Test
    void whatTheMachineHasWaitedForNeedsNoEvent() {
        Memory x = memory();
        run(one, () -> fill(x, 1));
        run(one, () -> values(x));
        long before = emulated.count("cuEventRecord");
        run(other, () -> fill(x, 2));
        assertThat(emulated.count("cuEventRecord")).isEqualTo(before);
        assertThat(in(other, () -> values(x))).containsOnly(2);
    }

    @Test
    void memoryIsFreedAfterAllUsesOfIt() {
        Memory x = memory();
        Memory y = memory();
        Memory z = memory();
        run(one, () -> fill(x, 1));
        run(one, () -> move(x, y));
        run(other, () -> move(x, z));
        card.free(x);
        assertThat(in(one, () -> values(y))).containsOnly(1);
        assertThat(in(other, () -> values(z))).containsOnly(1);
    }

    /** A module is unloaded when nothing of it waits in any stream. */
    @Test
    void modulesAreUnloadedAfterAllLaunches() throws InterruptedException {
        Memory x = memory();
        Memory y = memory();
        long before = emulated.count("cuModuleUnload");
        for (int i = 0; i < 100 && emulated.count("cuModuleUnload") == before; i++) {
            run(one, () -> launchOnce(x));
            run(other, () -> launchOnce(y));
            System.gc();
            Thread.sleep(5);
            card.compile(KERNELS, "set"); // where what is unused is released
        }
        assertThat(emulated.count("cuModuleUnload")).isGreaterThan(before);
        assertThat(in(one, () -> values(x))).containsOnly(1);
    }

    private void launchOnce(Memory to) {
        Kernel kernel = card.compile(KERNELS + "// once\n", "set");
        card.launch(kernel, new int[] {1}, 128, to, 1f, N);
    }

    /** Each waits for what the other one is at. */
    @Test
    void twoThreadsThatWaitForEachOtherGoOn() throws InterruptedException, ExecutionException {
        Exchanger<Memory> exchanger = new Exchanger<>();
        List<Future<float[]>> results = new ArrayList<>();
        for (ExecutorService thread : List.of(one, other)) {
            results.add(
                    thread.submit(
                            () -> {
                                Memory x = memory();
                                Memory own = memory();
                                fill(x, 1);
                                for (int i = 0; i < 300; i++) {
                                    x = exchanger.exchange(x);
                                    move(x, own);
                                    fill(x, i);
                                    move(own, x);
                                }
                                return values(x);
                            }));
        }
        for (Future<float[]> result : results) {
            assertThat(result.get()).containsOnly(1);
        }
    }

    @Test
    void threadsHaveStreamsOfTheirOwnUntilTheyEnd() throws InterruptedException {
        Accelerator fresh = shared.orElseThrow().start();
        Kernel kernel = fresh.compile(KERNELS, "set");
        fresh.products();
        Map<String, Long> before = new HashMap<>();
        for (String each : List.of("cuStreamCreate", "cublasCreate_v2", "cuEventCreate", "bytes")) {
            before.put(each, emulated.count(each));
        }
        for (int threads : new int[] {20, 20, 3}) {
            assertThat(together(fresh, kernel, threads)).containsOnly(true);
        }
        // that of this thread was there before
        int made = CudaStreams.MOST - 1;
        assertThat(made(before, "cuStreamCreate")).isEqualTo(made);
        assertThat(made(before, "cublasCreate_v2")).isEqualTo(made);
        assertThat(made(before, "cuEventCreate")).isLessThanOrEqualTo(CudaStreams.MOST);
        assertThat(made(before, "bytes")).isEqualTo(made * (32L << 20)); // workspaces
    }

    private long made(Map<String, Long> before, String what) {
        return emulated.count(what) - before.get(what);
    }

    /** Whether each of some threads, all alive at once, has right results. */
    private static boolean[] together(Accelerator card, Kernel set, int threads)
            throws InterruptedException {
        CountDownLatch here = new CountDownLatch(threads);
        boolean[] right = new boolean[threads];
        Memory shared = card.allocate(4 * N).orElseThrow();
        card.write(shared, diagonalOf(2));
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int own = i;
            Thread thread =
                    new Thread(
                            () -> {
                                Memory x = card.allocate(4 * N).orElseThrow();
                                Memory y = card.allocate(4 * N).orElseThrow();
                                card.launch(set, new int[] {1}, 128, x, (float) own, N);
                                here.countDown();
                                multiply(card, shared, x, y);
                                awaitAll(here);
                                float[] values = new float[N];
                                card.read(y, values);
                                right[own] = Arrays.equals(values, all(2 * own));
                                card.free(x);
                                card.free(y);
                            });
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            thread.join();
        }
        card.free(shared);
        return right;
    }

    /** A thread that finds no memory for the workspace leaves nothing behind, and may try again. */
    @Test
    void aHandleWithoutAWorkspaceIsDestroyed() {
        Accelerator fresh = emulated.start();
        fresh.products();
        Memory x = fresh.allocate(4 * N).orElseThrow();
        Memory y = fresh.allocate(4 * N).orElseThrow();
        fresh.write(x, diagonalOf(2));
        long before = handles();
        long rest = fresh.memory() - emulated.count("bytes");
        emulated.take(rest);
        try {
            assertThatThrownBy(() -> one.submit(() -> multiply(fresh, x, x, y)).get())
                    .hasMessageContaining("cuda: cuMemAlloc failed");
        } finally {
            emulated.take(-rest);
        }
        assertThat(handles()).isEqualTo(before);

        run(one, () -> multiply(fresh, x, x, y));
        float[] product = new float[N];
        fresh.read(y, product);
        assertThat(product).isEqualTo(diagonalOf(4));
        assertThat(handles()).isEqualTo(before + 1);
    }

    private long handles() {
        return emulated.count("cublasCreate_v2") - emulated.count("cublasDestroy_v2");
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void argumentsAreWhatTheTextDeclares() {
        Memory x = memory();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.launch(set, new int[] {1}, 128, x, 1f))
                .withMessage("cuda: set takes 3 arguments, and was given 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.launch(set, new int[] {1}, 128, x, x, N))
                .withMessage("cuda: argument 1 of set is a CudaMemory, and a value in its text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.launch(set, new int[] {1}, 128, 1L, 1f, N))
                .withMessage("cuda: argument 0 of set is a Long, and a pointer in its text");
        fill(x, 2);
        assertThat(values(x)).containsOnly(2);
    }
}
