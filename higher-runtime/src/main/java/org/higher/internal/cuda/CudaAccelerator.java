package org.higher.internal.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.util.Optional;
import org.higher.internal.cuda.driver.Card;
import org.higher.internal.cuda.driver.CudaDriver;
import org.higher.internal.cuda.driver.CudaMemory;
import org.higher.internal.cuda.driver.CudaStream;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.cuda.driver.DriverApi;
import org.higher.internal.cuda.driver.PinnedBuffer;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.Dialect;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;
import org.jspecify.annotations.Nullable;

/**
 * A card of NVIDIA's, with its context and its streams, made when it is first asked for anything.
 */
final class CudaAccelerator implements Accelerator {
    private final CudaDriver driver;
    private final Card card;
    private final CudaLibraries libraries;
    private volatile @Nullable Started started;
    private volatile @Nullable Optional<ConvolutionLibrary> convolutions;

    /** What a card has once it is in use. */
    private static final class Started {
        final CudaStreams streams;
        final CudaPrograms programs;
        final Products products;

        Started(CudaDriver driver, Card card, CudaLibraries libraries) {
            streams = new CudaStreams(driver, card);
            programs = new CudaPrograms(streams, libraries.compiler(), libraries.architecture());
            products = new Cublas(libraries.cublas(), streams, card);
        }
    }

    CudaAccelerator(CudaDriver driver, Card card, CudaLibraries libraries) {
        this.driver = driver;
        this.card = card;
        this.libraries = libraries;
    }

    private Started started() {
        Started known = started;
        return known != null ? known : start();
    }

    private synchronized Started start() {
        Started known = started;
        if (known == null) {
            known = new Started(driver, card, libraries);
            started = known;
        }
        return known;
    }

    private CudaStreams streams() {
        return started().streams;
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
    public int queueOfThread() {
        return streams().own().index();
    }

    @Override
    public Optional<Memory> allocate(long bytes) {
        CudaStreams streams = streams();
        LongByReference address = new LongByReference();
        int error = streams.enterContext().cuMemAlloc_v2(address, bytes);
        if (error == DriverApi.OUT_OF_MEMORY) {
            return Optional.empty();
        }
        driver.check(error, "cuMemAlloc");
        return Optional.of(new CudaMemory(address.getValue(), bytes, streams.own().index()));
    }

    /** As a write, it comes after all other uses; the driver itself would not wait for them. */
    @Override
    public void free(Memory memory) {
        try (CudaStream on = streams().enter()) {
            long address = ((CudaMemory) memory).use(on, true);
            on.finish();
            driver.check(driver.api().cuMemFree_v2(address), "cuMemFree");
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
        try (CudaStream on = streams().enter()) {
            on.buffer().write((CudaMemory) to, elements, width, part);
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
        try (CudaStream on = streams().enter()) {
            on.buffer().read((CudaMemory) from, elements, width, part);
        }
    }

    @Override
    public void copy(Memory from, long fromByte, Memory to, long toByte, long bytes) {
        try (CudaStream on = streams().enter()) {
            long source = ((CudaMemory) from).use(on, false) + fromByte;
            long target = ((CudaMemory) to).use(on, true) + toByte;
            driver.check(
                    driver.api().cuMemcpyDtoDAsync_v2(target, source, bytes, on.handle()),
                    "cuMemcpyDtoDAsync");
        }
    }

    @Override
    public Kernel compile(String source, String name) {
        return started().programs.kernel(source, name);
    }

    @Override
    public void launch(Kernel kernel, int[] groups, int groupSize, Object... arguments) {
        CudaPrograms.Function function = (CudaPrograms.Function) kernel;
        try (CudaStream on = streams().enter()) {
            Pointer values = on.arguments().of(kernel, function.parameters(), arguments);
            int error =
                    driver.api()
                            .cuLaunchKernel(
                                    function.handle(),
                                    groups[0],
                                    groups.length > 1 ? groups[1] : 1,
                                    groups.length > 2 ? groups[2] : 1,
                                    groupSize,
                                    1,
                                    1,
                                    0,
                                    on.handle(),
                                    values,
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
    public Optional<ConvolutionLibrary> convolutions() {
        Optional<ConvolutionLibrary> known = convolutions;
        return known != null ? known : startConvolutions();
    }

    private synchronized Optional<ConvolutionLibrary> startConvolutions() {
        Optional<ConvolutionLibrary> known = convolutions;
        if (known == null) {
            CudaStreams streams = streams();
            known = libraries.cudnn().flatMap(file -> CudnnCheck.start(file, streams, this));
            convolutions = known;
        }
        return known;
    }
}
