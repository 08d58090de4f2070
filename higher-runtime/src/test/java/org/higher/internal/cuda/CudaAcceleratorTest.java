package org.higher.internal.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.internal.gpu.cache.BinaryCache;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a driver, by a card that {@code card.cpp} emulates. */
class CudaAcceleratorTest {
    private static final String KERNELS =
            CudaDialect.DIALECT.prelude()
                    + """
                    struct Sizes { int of[3]; };

                    KERNEL fill(GLOBAL double *x, Sizes sizes, float a, long b, double c, int n) {
                        int i = GROUP(0) * THREADS + THREAD;
                        double sum = sizes.of[0] + 10 * sizes.of[1] + 100 * sizes.of[2];
                        if (i < n) x[i] = sum + a + b + c;
                    }

                    KERNEL reverse(GLOBAL const int *x, GLOBAL int *y) {
                        LOCAL int part[256];
                        int first = ((GROUP(2) * GROUPS(1) + GROUP(1)) * GROUPS(0) + GROUP(0)) * THREADS;
                        part[THREAD] = x[first + THREAD];
                        BARRIER
                        y[first + THREAD] = part[THREADS - 1 - THREAD];
                    }

                    KERNEL add(GLOBAL float *x, float a, int n) {
                        int i = GROUP(0) * THREADS + THREAD;
                        if (i < n) x[i] += a;
                    }
                    """;

    private static Optional<Path> folder = Optional.empty();
    private static Optional<Accelerator> emulated = Optional.empty();

    @BeforeAll
    static void make() throws IOException {
        folder = EmulatedCard.folder();
        emulated = folder.map(EmulatedCard::start);
    }

    @BeforeEach
    void needsIt() {
        assumeThat(emulated)
                .as("no g++ for an emulated card, or a driver of NVIDIA's is here")
                .isPresent();
    }

    private static Accelerator card() {
        return emulated.orElseThrow();
    }

    @Test
    void saysWhatItIs() {
        assertThat(card().description()).isEqualTo("Emulated card, compute capability 9.0, 4.3 GB");
        assertThat(card().hasDoubles()).isTrue();
        assertThat(card().products().orElseThrow().description()).isEqualTo("cuBLAS 13.0.2");
    }

    @Test
    void argumentsOfEveryTypeArrive() {
        Kernel fill = card().compile(KERNELS, "fill");
        Memory memory = card().allocate(8 * 1000).orElseThrow();
        card().launch(
                        fill,
                        new int[] {4},
                        256,
                        memory,
                        new int[] {1, 2, 3},
                        0.5f,
                        1L << 40,
                        0.25,
                        999);
        double[] values = new double[1000];
        card().read(memory, values);
        assertThat(Arrays.copyOf(values, 999)).containsOnly(321.75 + (1L << 40));
        assertThat(values[999]).isNaN(); // the card's memory begins as NaN
        card().free(memory);
    }

    @Test
    void groupsInThreeDirectionsShareMemoryAndWait() {
        Kernel reverse = card().compile(KERNELS, "reverse");
        int[] x = new int[2 * 3 * 4 * 64];
        Arrays.setAll(x, i -> i);
        Memory from = card().allocate(4L * x.length).orElseThrow();
        Memory to = card().allocate(4L * x.length).orElseThrow();
        card().write(from, x);
        card().launch(reverse, new int[] {2, 3, 4}, 64, from, to);
        int[] y = new int[x.length];
        card().read(to, y);
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(i / 64 * 64 + 63 - i % 64);
        }
    }

    /** More than passes through at once, and changed before the card has come to it. */
    @Test
    void writesOfAnySizeMayBeChangedAfterwards() {
        float[] floats = new float[3_000_001];
        double[] doubles = new double[1_500_001];
        Memory ofFloats = card().allocate(4L * floats.length).orElseThrow();
        Memory ofDoubles = card().allocate(8L * doubles.length).orElseThrow();
        Memory small = card().allocate(12).orElseThrow();
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i;
        }
        Arrays.setAll(doubles, i -> -i);
        int[] few = {1, 2, 3};
        card().write(small, few);
        few[0] = 9;
        card().write(ofFloats, floats);
        card().write(ofDoubles, doubles);
        Arrays.fill(floats, 0);
        Arrays.fill(doubles, 0);
        card().read(ofFloats, floats);
        card().read(ofDoubles, doubles);
        card().read(small, few);
        for (int i = 0; i < floats.length; i++) {
            assertThat(floats[i] == i).isTrue();
        }
        for (int i = 0; i < doubles.length; i++) {
            assertThat(doubles[i] == -i).isTrue();
        }
        assertThat(few).containsExactly(1, 2, 3);
    }

    @Test
    void partsAreCopiedInOrder() {
        Memory a = card().allocate(16).orElseThrow();
        Memory b = card().allocate(16).orElseThrow();
        card().write(a, new int[] {1, 2, 3, 4});
        card().copy(a, 4, b, 8, 8);
        card().copy(b, 8, b, 0, 8);
        card().write(a, new int[4]);
        int[] values = new int[4];
        card().read(b, values);
        assertThat(values).containsExactly(2, 3, 2, 3);
    }

    /** What was asked for before still finds it. */
    @Test
    void freedMemoryIsGivenBackOnceItIsNotNeeded() {
        Kernel add = card().compile(KERNELS, "add");
        Memory kept = card().allocate(400).orElseThrow();
        Memory freed = card().allocate(400).orElseThrow();
        card().write(freed, new float[100]);
        card().launch(add, new int[] {1}, 128, freed, 2f, 100);
        card().copy(freed, 0, kept, 0, 400);
        card().free(freed);
        float[] values = new float[100];
        card().read(kept, values);
        assertThat(values).containsOnly(2);
        assertThat(card().allocate(card().memory() + 1)).isEmpty();
    }

    @Test
    void productsOfEveryFormAreThose() {
        for (DType dtype : DType.values()) {
            for (int form = 0; form < 16; form++) {
                product(dtype, (form & 1) != 0, (form & 2) != 0, (form & 4) != 0, (form & 8) != 0);
            }
        }
    }

    private static void product(
            DType dtype, boolean transposeA, boolean transposeB, boolean oneA, boolean oneB) {
        int count = 3;
        int m = 2;
        int n = 5;
        int k = 4;
        double[] a = new double[7 + count * m * k];
        double[] b = new double[1 + count * k * n];
        Arrays.setAll(a, i -> i % 11 - 5);
        Arrays.setAll(b, i -> i % 7 - 3);
        Memory onA = memory(dtype, a);
        Memory onB = memory(dtype, b);
        double[] c = new double[2 + count * m * n];
        Memory onC = memory(dtype, c);
        int strideA = oneA ? 0 : m * k;
        int strideB = oneB ? 0 : k * n;
        card().products()
                .orElseThrow()
                .multiply(
                        new MatrixProducts(
                                dtype,
                                count,
                                m,
                                n,
                                k,
                                transposeA,
                                transposeB,
                                onA,
                                7,
                                strideA,
                                onB,
                                1,
                                strideB,
                                onC,
                                2,
                                m * n));
        for (int p = 0; p < count; p++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    for (int l = 0; l < k; l++) {
                        int atA = 7 + p * strideA + (transposeA ? l * m + i : i * k + l);
                        int atB = 1 + p * strideB + (transposeB ? j * k + l : l * n + j);
                        c[2 + (p * m + i) * n + j] += a[atA] * b[atB];
                    }
                }
            }
        }
        assertThat(values(dtype, onC, c.length)).containsExactly(c);
    }

    private static Memory memory(DType dtype, double[] values) {
        Memory memory = card().allocate(8L * values.length).orElseThrow();
        if (dtype == DType.FLOAT64) {
            card().write(memory, values);
        } else {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            card().write(memory, floats);
        }
        return memory;
    }

    private static double[] values(DType dtype, Memory memory, int count) {
        double[] values = new double[count];
        if (dtype == DType.FLOAT64) {
            card().read(memory, values);
        } else {
            float[] floats = new float[count];
            card().read(memory, floats);
            Arrays.setAll(values, i -> floats[i]);
        }
        return values;
    }

    @Test
    void anyNumberOfThreadsMayAsk() throws InterruptedException, ExecutionException {
        Kernel add = card().compile(KERNELS, "add");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int start = i;
                results.add(
                        pool.submit(
                                () -> {
                                    Memory x = card().allocate(400).orElseThrow();
                                    float[] values = new float[100];
                                    Arrays.fill(values, start);
                                    card().write(x, values);
                                    for (int k = 0; k < 50; k++) {
                                        card().launch(add, new int[] {1}, 128, x, 1f, 100);
                                    }
                                    card().read(x, values);
                                    card().free(x);
                                    return values;
                                }));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).containsOnly(50 + i);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anErrorOfTheDriverNamesTheCallAndTheKernel() {
        Kernel add = card().compile(KERNELS, "add");
        Memory x = card().allocate(4).orElseThrow();
        assertThatIllegalStateException()
                .isThrownBy(() -> card().launch(add, new int[] {0}, 128, x, 1f, 1))
                .withMessage(
                        "cuda: cuLaunchKernel of add failed: CUDA_ERROR_INVALID_VALUE, as the"
                                + " emulated card says (what ran before it on the card may be the"
                                + " cause)");
        assertThatIllegalStateException()
                .isThrownBy(() -> card().compile(KERNELS, "nowhere"))
                .withMessageStartingWith("cuda: cuModuleGetFunction of nowhere failed: ");
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                card().compile(
                                                CudaDialect.DIALECT.prelude()
                                                        + "KERNEL bad(int n) { n = nowhere; }",
                                                "bad"))
                .withMessageStartingWith("cuda: the kernel bad does not compile for sm_90: ")
                .withMessageContaining("nowhere");
    }

    /** An unused module is unloaded, not before what was asked of it is done. */
    @Test
    void whatIsUnusedIsUnloadedAndLoadedAgain() throws InterruptedException {
        Memory x = card().allocate(400).orElseThrow();
        card().write(x, new float[100]);
        for (int i = 0; i < 20; i++) {
            String text = KERNELS + "// of this test, too\n";
            card().launch(card().compile(text, "add"), new int[] {1}, 128, x, 1f, 100);
            System.gc();
            Thread.sleep(5);
        }
        float[] values = new float[100];
        card().read(x, values);
        assertThat(values).containsOnly(20);
    }

    /** What was compiled is found on disk by the next card, and compiled again if it is damaged. */
    @Test
    void codeIsKeptOnDisk(@TempDir Path cache) throws IOException {
        String before = System.getProperty(BinaryCache.PROPERTY, "");
        System.setProperty(BinaryCache.PROPERTY, cache.toString());
        try {
            String text = KERNELS + "// of this test\n";
            card().compile(text, "add");
            Path kept = only(cache.resolve("cuda"));
            byte[] code = Files.readAllBytes(kept);
            Files.write(kept, Arrays.copyOf(code, code.length / 2));
            Accelerator again = EmulatedCard.start(folder.orElseThrow());
            assertThat(again.compile(text, "add").name()).isEqualTo("add");
            assertThat(Files.readAllBytes(only(cache.resolve("cuda")))).hasSameSizeAs(code);
        } finally {
            if (before.isEmpty()) {
                System.clearProperty(BinaryCache.PROPERTY);
            } else {
                System.setProperty(BinaryCache.PROPERTY, before);
            }
        }
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
