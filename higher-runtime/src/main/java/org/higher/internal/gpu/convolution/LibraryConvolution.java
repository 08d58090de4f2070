package org.higher.internal.gpu.convolution;

import java.lang.ref.Reference;
import java.util.Optional;
import java.util.OptionalLong;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Operation;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Place;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Sizes;

/**
 * A convolution by a library of the device, with a call for each task that has filters of its own.
 */
final class LibraryConvolution {
    /**
     * Multiplications of a task from which on a call for each pays, where there are several. Not
     * measured: calls of small tasks would take longer than our kernels, which do all at once.
     */
    private static final double ENOUGH_FOR_A_CALL = 1 << 26;

    private LibraryConvolution() {}

    /**
     * Asks the library, if there is one that does it.
     *
     * @param x images
     * @param w filters
     * @param y results
     * @return whether it was asked
     */
    static boolean compute(
            Operation operation, ConvolutionBatch batch, GpuArray x, GpuArray w, GpuArray y) {
        GpuDevice gpu = batch.gpu();
        Optional<ConvolutionLibrary> found = gpu.convolutions();
        if (found.isEmpty() || batch.tasks() > 1 && batch.multiplications() < ENOUGH_FOR_A_CALL) {
            return false;
        }
        ConvolutionLibrary library = found.get();
        Sizes sizes =
                new Sizes(
                        batch.dtype(),
                        batch.window(),
                        batch.groups(),
                        batch.images(),
                        batch.channels(),
                        batch.outputs(),
                        batch.rows(),
                        batch.columns());
        OptionalLong bytes = library.workspace(operation, sizes);
        if (bytes.isEmpty() || bytes.getAsLong() > gpu.workspaceBytes()) {
            return false;
        }
        try {
            gpu.using(
                    bytes.getAsLong(),
                    workspace -> {
                        for (int task = 0; task < batch.tasks(); task++) {
                            library.compute(
                                    operation,
                                    sizes,
                                    new Place(x.memory(), batch.imagesAt(x, task)),
                                    new Place(w.memory(), batch.filtersAt(w, task)),
                                    new Place(y.memory(), batch.resultsAt(y, task)),
                                    workspace);
                        }
                    });
        } finally {
            Reference.reachabilityFence(x);
            Reference.reachabilityFence(w);
            Reference.reachabilityFence(y);
        }
        return true;
    }
}
