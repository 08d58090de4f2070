package org.higher.internal.cuda;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.higher.array.DType;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.junit.jupiter.api.Test;

/** One thread pays nothing for what orders several: its calls of the driver are counted. */
class DriverCallsTest {
    private static final List<String> CALLS =
            List.of(
                    "cuCtxSetCurrent",
                    "cuStreamCreate",
                    "cuStreamSynchronize",
                    "cuEventCreate",
                    "cuEventRecord",
                    "cuStreamWaitEvent",
                    "cuMemAlloc_v2",
                    "cuMemFree_v2",
                    "cuMemHostAlloc",
                    "cuMemcpyHtoDAsync_v2",
                    "cuMemcpyDtoHAsync_v2",
                    "cuMemcpyDtoDAsync_v2",
                    "cuModuleLoadData",
                    "cuModuleUnload",
                    "cuModuleGetFunction",
                    "cuLaunchKernel",
                    "cublasCreate_v2",
                    "cublasSetStream_v2",
                    "cublasSetWorkspace_v2",
                    "cublasSetMathMode",
                    "cublasGetVersion_v2");

    @Test
    void ofOneThreadAreWhatTheWorkNeeds() throws IOException {
        Optional<EmulatedCard> emulated = EmulatedCard.shared();
        assumeThat(emulated).as("no g++, or a driver of NVIDIA's is here").isPresent();
        EmulatedCard card = emulated.orElseThrow();
        Map<String, Long> before = counts(card);
        Accelerator accelerator = card.start();
        work(accelerator);
        Map<String, Long> made = counts(card);
        made.replaceAll((call, count) -> count - before.get(call));
        made.values().removeIf(count -> count == 0);

        assertThat(made)
                .isEqualTo(
                        Map.ofEntries(
                                entry("cuCtxSetCurrent", 46L),
                                entry("cuStreamCreate", 1L),
                                entry("cuStreamSynchronize", 12L),
                                entry("cuMemAlloc_v2", 4L),
                                entry("cuMemFree_v2", 3L),
                                entry("cuMemHostAlloc", 1L),
                                entry("cuMemcpyHtoDAsync_v2", 5L),
                                entry("cuMemcpyDtoHAsync_v2", 5L),
                                entry("cuMemcpyDtoDAsync_v2", 10L),
                                entry("cuModuleLoadData", 1L),
                                entry("cuModuleGetFunction", 1L),
                                entry("cuLaunchKernel", 10L),
                                entry("cublasCreate_v2", 1L),
                                entry("cublasSetStream_v2", 1L),
                                entry("cublasSetWorkspace_v2", 1L),
                                entry("cublasSetMathMode", 1L),
                                entry("cublasGetVersion_v2", 1L)));
    }

    private static Map<String, Long> counts(EmulatedCard card) {
        Map<String, Long> counts = new TreeMap<>();
        CALLS.forEach(call -> counts.put(call, card.count(call)));
        return counts;
    }

    private static void work(Accelerator accelerator) {
        Kernel add =
                accelerator.compile(
                        accelerator.dialect().prelude()
                                + "KERNEL add(GLOBAL float *x, GLOBAL const float *y, int n) {"
                                + " int i = THREAD; if (i < n) x[i] += y[i]; }",
                        "add");
        Memory x = accelerator.allocate(400).orElseThrow();
        Memory y = accelerator.allocate(400).orElseThrow();
        Memory large = accelerator.allocate(12_000_000).orElseThrow();
        accelerator.write(x, new float[100]);
        accelerator.write(y, new float[100]);
        accelerator.write(large, new float[3_000_000]);
        for (int i = 0; i < 10; i++) {
            accelerator.launch(add, new int[] {1}, 128, x, y, 100);
            accelerator.copy(x, 0, y, 0, 400);
            product(accelerator, x, y, large);
        }
        accelerator.read(large, new float[3_000_000]);
        accelerator.read(x, new float[100]);
        accelerator.free(y);
        accelerator.free(large);
        accelerator.read(x, new float[100]);
        accelerator.free(x);
    }

    private static void product(Accelerator accelerator, Memory a, Memory b, Memory c) {
        accelerator
                .products()
                .orElseThrow()
                .multiply(
                        new MatrixProducts(
                                DType.FLOAT32,
                                1,
                                10,
                                10,
                                10,
                                false,
                                true,
                                a,
                                0,
                                100,
                                b,
                                0,
                                100,
                                c,
                                0,
                                100));
    }
}
