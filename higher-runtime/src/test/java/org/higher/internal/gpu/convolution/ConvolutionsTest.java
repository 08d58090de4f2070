package org.higher.internal.gpu.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.backend.GpuBackend;
import org.higher.internal.gpu.convolution.ConvolutionBatch.Block;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.FakeAccelerator;
import org.higher.internal.gpu.driver.Memory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What suites over all backends don't see of convolutions: their blocks, and what they ask for.
 *
 * <p>Elements are small whole numbers, of which sums are exact in any order.
 */
class ConvolutionsTest {
    private static final Backend HOST = BackendRegistry.instance().backend("host");

    private final FakeAccelerator accelerator = new FakeAccelerator(1 << 30);
    private final GpuBackend fake = new GpuBackend("fake", List.of(accelerator));

    private static Backend openCl() {
        try {
            return BackendRegistry.instance().backend("opencl");
        } catch (IllegalStateException missing) {
            Assumptions.abort(missing.getMessage());
            throw missing;
        }
    }

    /** All of it, some tasks, some images, and some places at a time. */
    @ParameterizedTest
    @CsvSource({"1000000", "20000", "5000", "700", "1"})
    void blocksOfAnySizeGiveTheSame(long bound) {
        Window window = Window.of(3, 2).withStride(2, 1).withPadding(1, 2).withDilation(1, 2);
        for (DType dtype : DType.values()) {
            for (int tasked = 0; tasked < 4; tasked++) {
                compare(dtype, (tasked & 1) != 0, (tasked & 2) != 0, window, bound);
            }
        }
    }

    private static void compare(
            DType dtype, boolean taskedImages, boolean taskedFilters, Window window, long bound) {
        Backend backend = openCl();
        int groups = 2;
        int[] x = shape(taskedImages, 3, 6, 7, 8);
        int[] w = shape(taskedFilters, 4, 3, 3, 2);
        int[] b = taskedFilters ? new int[] {5, 4} : new int[] {4};
        int[] y = window.over(shape(taskedImages || taskedFilters, 3, 4, 7, 8));
        int[] g = window.over(shape(taskedImages, 3, 4, 7, 8));
        Kernels host = HOST.kernels();
        BackendDevice on = HOST.devices().get(0);
        GpuArray images = own(backend, dtype, x);
        GpuArray filters = own(backend, dtype, w);
        GpuArray bias = own(backend, dtype, b);
        Convolutions blocked = new Convolutions(images.gpu(), window, groups, bound);

        assertSame(
                blocked.conv(images, filters, Optional.of(bias)),
                host.toDoubles(
                        host.conv(
                                host.of(digits(x), x, on),
                                host.of(digits(w), w, on),
                                window,
                                groups,
                                host.of(digits(b), b, on))));
        assertSame(
                blocked.conv(images, filters, Optional.empty()),
                host.toDoubles(
                        host.conv(
                                host.of(digits(x), x, on),
                                host.of(digits(w), w, on),
                                window,
                                groups)));
        assertSame(
                blocked.input(own(backend, dtype, g), filters, 7, 8),
                host.toDoubles(
                        host.convInput(
                                host.of(digits(g), g, on),
                                host.of(digits(w), w, on),
                                window,
                                groups,
                                7,
                                8)));
        assertSame(
                blocked.weight(images, own(backend, dtype, y)),
                host.toDoubles(
                        host.convWeight(
                                host.of(digits(x), x, on),
                                host.of(digits(y), y, on),
                                window,
                                groups)));
    }

    private static int[] shape(boolean tasked, int... one) {
        return tasked ? new int[] {5, one[0], one[1], one[2], one[3]} : one;
    }

    private static GpuArray own(Backend backend, DType dtype, int[] shape) {
        Kernels kernels = backend.kernels();
        BackendDevice device = backend.devices().get(0);
        return (GpuArray) kernels.cast(kernels.of(digits(shape), shape, device), dtype);
    }

    private static double[] digits(int[] shape) {
        return IntStream.range(0, Shapes.size(shape)).mapToDouble(i -> i * 7919 % 7 - 3).toArray();
    }

    private static void assertSame(GpuArray found, double[] expected) {
        Kernels kernels = found.device().backend().kernels();
        assertThat(kernels.toDoubles(found)).containsExactly(expected);
    }

    /** Whole tasks, else whole images, else places; each once, and columns below the bound. */
    @ParameterizedTest
    @CsvSource({"1000000,1", "40000,2", "19999,4", "7000,12", "2400,32", "100,640"})
    void blocksStayBelowTheBound(long bound, int count) {
        BackendDevice device = fake.devices().get(0);
        GpuArray x = GpuArray.unwritten(fake.gpu(device), DType.FLOAT32, 4, 8, 3, 5, 4);
        ConvolutionBatch batch =
                new ConvolutionBatch(
                        fake.gpu(device),
                        DType.FLOAT32,
                        Window.of(3, 3).withPadding(1),
                        1,
                        3,
                        2,
                        5,
                        4,
                        4,
                        8);
        List<Block> blocks = batch.blocks(x, bound);

        assertThat(blocks).hasSize(count);
        assertThat(blocks)
                .allSatisfy(
                        block ->
                                assertThat(batch.bytes(27, block))
                                        .isLessThanOrEqualTo(Math.max(bound, 4 * 27)));
        assertThat(blocks.stream().mapToInt(b -> b.tasks() * b.length()).sum())
                .isEqualTo(4 * 8 * 20);
    }

    @Test
    void aConvolutionAsksForFewKernels() {
        Window window = Window.of(3, 3).withPadding(1);
        Kernels kernels = fake.kernels();
        GpuArray x = given(25, 8, 14, 14);
        GpuArray w = given(16, 8, 3, 3);
        GpuArray g = given(25, 16, 14, 14);
        accelerator.launched().clear();

        kernels.conv(x, w, window, 1, given(16));
        assertThat(launched())
                .containsExactly("image_to_columns", "matmul_by_tiles", "product_to_image");
        kernels.convInput(g, w, window, 1, 14, 14);
        assertThat(launched())
                .containsExactly("image_to_matrix", "matmul_by_tiles", "columns_to_image");
        kernels.convWeight(x, g, window, 1);
        assertThat(launched())
                .containsExactly(
                        "image_to_columns", "image_to_matrix", "matmul_by_tiles", "join_slices");
        kernels.conv(given(1, 8, 14, 14), w, window, 1);
        assertThat(launched()).containsExactly("image_to_columns", "matmul_by_tiles");
    }

    private GpuArray given(int... shape) {
        return GpuArray.unwritten(fake.gpu(fake.devices().get(0)), DType.FLOAT32, shape);
    }

    private List<String> launched() {
        List<String> names = List.copyOf(accelerator.launched());
        accelerator.launched().clear();
        return names;
    }

    /** Nine times the images would be 590 MB. */
    @Test
    void columnsTakeBoundedMemory() {
        Kernels kernels = fake.kernels();
        GpuArray x = given(64, 16, 128, 128);
        GpuArray w = given(4, 16, 3, 3);

        kernels.convWeight(x, kernels.conv(x, w, Window.of(3, 3), 1), Window.of(3, 3), 1);

        long arrays = x.memory().bytes() * 3 / 2;
        assertThat(accelerator.mostUsed()).isLessThan(arrays + (1 << 30) / 32 * 2);
    }

    /** Results are many times the images: by their channels, or by tasks that share the images. */
    @ParameterizedTest
    @CsvSource({"64, 1, 64", "16, 64, 4"})
    void matricesOfResultsTakeBoundedMemory(int images, int tasks, int outputs) {
        Kernels kernels = fake.kernels();
        Window window = Window.of(1, 1);
        GpuArray x = given(images, 2, 128, 128);
        GpuArray w = given(tasks, outputs, 2, 1, 1);

        GpuArray y = (GpuArray) kernels.conv(x, w, window, 1, given(outputs));
        kernels.convWeight(x, y, window, 1);

        long arrays = x.memory().bytes() + y.memory().bytes();
        assertThat(accelerator.mostUsed()).isLessThan(arrays + (1 << 30) / 32 * 2);
    }

    /** A library that is asked, and remembers where arrays begin. */
    private static final class Asked implements ConvolutionLibrary {
        final List<String> calls = new ArrayList<>();
        private final long bytes;

        Asked(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public String description() {
            return "asked";
        }

        @Override
        public OptionalLong workspace(Operation operation, Sizes sizes) {
            return OptionalLong.of(bytes);
        }

        @Override
        public void compute(
                Operation operation, Sizes sizes, Place x, Place w, Place y, Memory workspace) {
            assertThat(workspace.bytes()).isGreaterThanOrEqualTo(bytes);
            calls.add(
                    "%s of %d images: %d, %d, %d"
                            .formatted(
                                    operation, sizes.images(), x.offset(), w.offset(), y.offset()));
        }
    }

    /** Tasks that share filters are one call; others one each, where there is enough to do. */
    @Test
    void aLibraryIsAskedForEachTaskWithFiltersOfItsOwn() {
        Asked library = new Asked(1 << 20);
        accelerator.use(library);
        Kernels kernels = fake.kernels();
        Window window = Window.of(3, 3).withPadding(1);
        GpuArray x = given(2, 3, 64, 32, 32);
        GpuArray w = given(64, 64, 3, 3);
        GpuArray tasked = given(2, 64, 64, 3, 3);
        int task = 3 * 64 * 32 * 32;

        kernels.conv(x, w, window, 1, given(64));
        assertThat(launched()).containsExactly("binary");
        kernels.conv(x, tasked, window, 1);
        kernels.convInput(given(3, 64, 32, 32), tasked, window, 1, 32, 32);
        kernels.convWeight(given(3, 64, 32, 32), x, window, 1);
        assertThat(launched()).isEmpty();
        assertThat(library.calls)
                .containsExactly(
                        "CONV of 6 images: 0, 0, 0",
                        "CONV of 3 images: 0, 0, 0",
                        "CONV of 3 images: %d, 36864, %d".formatted(task, task),
                        "INPUT of 3 images: 0, 0, 0",
                        "INPUT of 3 images: %d, 36864, 0".formatted(task),
                        "WEIGHT of 3 images: 0, 0, 0",
                        "WEIGHT of 3 images: 0, 36864, %d".formatted(task));

        library.calls.clear();
        kernels.conv(given(2, 1, 4, 8, 8), given(2, 4, 4, 3, 3), window, 1);
        assertThat(library.calls).isEmpty();
    }

    @Test
    void aLibraryThatWantsTooMuchMemoryIsNotAsked() {
        Asked library = new Asked(1 << 26);
        accelerator.use(library);

        fake.kernels().conv(given(2, 3, 8, 8), given(4, 3, 3, 3), Window.of(3, 3), 1);

        assertThat(library.calls).isEmpty();
        assertThat(launched()).contains("image_to_columns");
    }
}
