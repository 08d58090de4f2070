package org.higher.internal.cuda;

import com.sun.jna.ptr.LongByReference;
import java.util.Optional;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.Dialect;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;
import org.jspecify.annotations.Nullable;

/**
 * A card of NVIDIA's, with its context and its stream, made when it is first asked for anything.
 */
final class CudaAccelerator implements Accelerator {
    private final CudaDriver driver;
    private final Card card;
    private final CudaLibraries libraries;
    private @Nullable Started started;
    private @Nullable Optional<ConvolutionLibrary> convolutions;

    /** What a card has once it is in use. */
    private static final class Started {
        final CudaStream stream;
        final CudaPrograms programs;
        final Products products;
        final PinnedBuffer buffer;
        final LaunchArguments arguments = new LaunchArguments();

        Started(CudaDriver driver, Card card, CudaLibraries libraries) {
            stream = new CudaStream(driver, card);
            programs = new CudaPrograms(stream, libraries.compiler(), libraries.architecture());
            products = new Cublas(libraries.cublas(), stream);
            synchronized (stream) {
                stream.enter();
                buffer = new PinnedBuffer(driver, stream.handle());
            }
        }
    }

    CudaAccelerator(CudaDriver driver, Card card, CudaLibraries libraries) {
        this.driver = driver;
        this.card = card;
        this.libraries = libraries;
    }

    private synchronized Started started() {
        Started known = started;
        if (known == null) {
            known = new Started(driver, card, libraries);
            started = known;
        }
        return known;
    }

    @Override
    public String description() {
        return card.toString();
    }

    @Override
    public Dialect dialect() {
        return CudaDialect.DIALECT;
    }

    @Override
    public boolean hasDoubles() {
        return true;
    }

    @Override
    public long memory() {
        return card.memory();
    }

    @Override
    public boolean sharesMemory() {
        return false;
    }

    @Override
    public long largestAllocation() {
        return card.memory();
    }

    @Override
    public Optional<Memory> allocate(long bytes) {
        Started on = started();
        LongByReference address = new LongByReference();
        synchronized (on.stream) {
            on.stream.enter();
            int error = driver.api().cuMemAlloc_v2(address, bytes);
            if (error == DriverApi.OUT_OF_MEMORY) {
                return Optional.empty();
            }
            driver.check(error, "cuMemAlloc");
        }
        return Optional.of(new CudaMemory(address.getValue(), bytes));
    }

    @Override
    public void free(Memory memory) {
        Started on = started();
        synchronized (on.stream) {
            on.stream.enter();
            on.buffer.synchronize();
            driver.check(driver.api().cuMemFree_v2(address(memory)), "cuMemFree");
        }
    }

    @Override
    public void write(Memory to, float[] values) {
        write(to, values.length, 4, (place, first, n) -> place.write(0, values, first, n));
    }

    @Override
    public void write(Memory to, double[] values) {
        write(to, values.length, 8, (place, first, n) -> place.write(0, values, first, n));
    }

    @Override
    public void write(Memory to, int[] values) {
        write(to, values.length, 4, (place, first, n) -> place.write(0, values, first, n));
    }

    private void write(Memory to, int elements, int width, PinnedBuffer.Part part) {
        Started on = started();
        synchronized (on.stream) {
            on.stream.enter();
            on.buffer.write(address(to), elements, width, part);
        }
    }

    @Override
    public void read(Memory from, float[] into) {
        read(from, into.length, 4, (place, first, n) -> place.read(0, into, first, n));
    }

    @Override
    public void read(Memory from, double[] into) {
        read(from, into.length, 8, (place, first, n) -> place.read(0, into, first, n));
    }

    @Override
    public void read(Memory from, int[] into) {
        read(from, into.length, 4, (place, first, n) -> place.read(0, into, first, n));
    }

    private void read(Memory from, int elements, int width, PinnedBuffer.Part part) {
        Started on = started();
        synchronized (on.stream) {
            on.stream.enter();
            on.buffer.read(address(from), elements, width, part);
        }
    }

    @Override
    public void copy(Memory from, long fromByte, Memory to, long toByte, long bytes) {
        Started on = started();
        synchronized (on.stream) {
            on.stream.enter();
            driver.check(
                    driver.api()
                            .cuMemcpyDtoDAsync_v2(
                                    address(to) + toByte,
                                    address(from) + fromByte,
                                    bytes,
                                    on.stream.handle()),
                    "cuMemcpyDtoDAsync");
        }
    }

    @Override
    public Kernel compile(String source, String name) {
        return started().programs.kernel(source, name);
    }

    @Override
    public void launch(Kernel kernel, int[] groups, int groupSize, Object... arguments) {
        Started on = started();
        synchronized (on.stream) {
            on.stream.enter();
            int error =
                    driver.api()
                            .cuLaunchKernel(
                                    ((CudaPrograms.Function) kernel).handle(),
                                    groups[0],
                                    groups.length > 1 ? groups[1] : 1,
                                    groups.length > 2 ? groups[2] : 1,
                                    groupSize,
                                    1,
                                    1,
                                    0,
                                    on.stream.handle(),
                                    on.arguments.of(kernel, arguments),
                                    null);
            if (error != DriverApi.SUCCESS) {
                driver.check(error, "cuLaunchKernel of " + kernel.name());
            }
        }
    }

    @Override
    public String remark() {
        // their versions are known once the card is used
        return "products by cuBLAS, convolutions by "
                + (libraries.cudnn().isPresent() ? "cuDNN" : "the library's own kernels");
    }

    @Override
    public Optional<Products> products() {
        return Optional.of(started().products);
    }

    /** Those of cuDNN, started and checked when they are first asked for. */
    @Override
    public synchronized Optional<ConvolutionLibrary> convolutions() {
        Optional<ConvolutionLibrary> known = convolutions;
        if (known == null) {
            CudaStream stream = started().stream;
            known = libraries.cudnn().flatMap(file -> CudnnCheck.start(file, stream, this));
            convolutions = known;
        }
        return known;
    }

    private static long address(Memory memory) {
        return ((CudaMemory) memory).address();
    }
}
