package org.higher.internal.gpu.convolution;

import org.higher.array.Window;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.KernelTexts.Family;

/** Max pooling: positions of the maxima under a window. */
public final class Maxima {
    private Maxima() {}

    /** See {@link org.higher.internal.backend.Kernels#maxima}. */
    public static int[] of(GpuArray x, Window window) {
        int[] shape = x.shape();
        int[] positions = new int[Shapes.size(window.over(shape))];
        if (positions.length == 0) {
            return positions;
        }
        GpuDevice gpu = x.gpu();
        gpu.using(
                4L * positions.length,
                places -> {
                    int rows = shape[shape.length - 2];
                    int columns = shape[shape.length - 1];
                    gpu.launch(
                            gpu.fixed(Family.CONVOLUTION, "first_maxima", x.dtype()),
                            positions.length,
                            places,
                            x,
                            WindowStructure.of(window, rows, columns),
                            positions.length);
                    gpu.read(places, positions);
                });
        return positions;
    }
}
