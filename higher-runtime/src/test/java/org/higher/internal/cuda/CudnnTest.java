package org.higher.internal.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.backend.GpuBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of cuDNN, by one that {@code convolutions.h} emulates. */
class CudnnTest {
    private static final int WRONG = 1;
    private static final int WITHOUT_START = 2;
    private static final int ROUNDED = 3;

    private Optional<Path> folder = Optional.empty();

    @BeforeEach
    void make() throws IOException {
        folder = EmulatedCard.folder();
        assumeThat(folder)
                .as("no g++ for an emulated card, or a driver of NVIDIA's is here")
                .isPresent();
    }

    @AfterEach
    void behave() {
        folder.ifPresent(there -> behave(0));
    }

    private CudaAccelerator start() {
        return EmulatedCard.start(folder.orElseThrow());
    }

    private NativeLibrary library() {
        return NativeLibrary.getInstance(folder.orElseThrow().resolve("libcudnn.so.9").toString());
    }

    private void behave(int how) {
        library().getFunction("emulated_cudnn_behaviour").invoke(new Object[] {how});
    }

    private int live() {
        return library().getFunction("emulated_cudnn_live").invokeInt(new Object[0]);
    }

    /** Results, gradients and their forms; and nothing is left of what it was asked with. */
    @Test
    void convolutionsOfEveryFormAreThose() {
        CudaAccelerator card = start();
        assertThat(card.convolutions().orElseThrow().description()).isEqualTo("cuDNN 9.24.0");
        assertThat(card.remark()).isEqualTo("products by cuBLAS, convolutions by cuDNN");
        GpuBackend backend = new GpuBackend("emulated", List.of(card));
        int live = live();
        List<Window> windows =
                List.of(
                        Window.of(3, 3).withPadding(1),
                        Window.of(2, 3).withStride(2, 1).withPadding(0, 2),
                        Window.of(3, 2).withDilation(2, 1).withStride(1, 3));
        for (DType dtype : DType.values()) {
            for (Window window : windows) {
                for (int groups = 1; groups <= 2; groups++) {
                    compare(backend, dtype, window, groups, new int[] {3, 4, 7, 8});
                    compare(backend, dtype, window, groups, new int[] {2, 3, 4, 7, 8});
                }
            }
        }
        assertThat(live()).isEqualTo(live);
    }

    private static void compare(
            Backend backend, DType dtype, Window window, int groups, int[] images) {
        Backend host = BackendRegistry.instance().backend("host");
        assertThat(results(backend, dtype, window, groups, images))
                .isEqualTo(results(host, dtype, window, groups, images));
    }

    private static double[][] results(
            Backend on, DType dtype, Window window, int groups, int[] images) {
        Kernels kernels = on.kernels();
        int[] results = window.over(images);
        results[results.length - 3] = 6;
        Array x = array(on, dtype, images);
        Array w = array(on, dtype, 6, 4 / groups, window.height(), window.width());
        Array g = array(on, dtype, results);
        return new double[][] {
            kernels.toDoubles(kernels.conv(x, w, window, groups)),
            kernels.toDoubles(kernels.conv(x, w, window, groups, array(on, dtype, 6))),
            kernels.toDoubles(kernels.convInput(g, w, window, groups, 7, 8)),
            kernels.toDoubles(kernels.convWeight(x, g, window, groups))
        };
    }

    /** Whole numbers, of which sums are exact in any order. */
    private static Array array(Backend on, DType dtype, int... shape) {
        double[] digits =
                IntStream.range(0, Shapes.size(shape)).mapToDouble(i -> i * 7919 % 7 - 3).toArray();
        Kernels kernels = on.kernels();
        return kernels.cast(kernels.of(digits, shape, on.devices().get(0)), dtype);
    }

    @ParameterizedTest
    @ValueSource(ints = {WRONG, WITHOUT_START, ROUNDED})
    void oneThatIsWrongOrDoesNotStartIsNotUsed(int behaviour) {
        behave(behaviour);
        int before = live();
        CudaAccelerator card = start();

        assertThat(card.convolutions()).isEmpty();
        assertThat(live()).isEqualTo(before);
        GpuBackend backend = new GpuBackend("emulated", List.of(card));
        compare(backend, DType.FLOAT32, Window.of(3, 3), 1, new int[] {2, 4, 7, 8});
    }

    @Test
    void aPropertyDoesWithoutIt() {
        System.setProperty(CudaLibraries.CUDNN, "false");
        try {
            CudaAccelerator card = start();
            assertThat(card.convolutions()).isEmpty();
            assertThat(card.remark())
                    .isEqualTo("products by cuBLAS, convolutions by the library's own kernels");
        } finally {
            System.clearProperty(CudaLibraries.CUDNN);
        }
    }
}
