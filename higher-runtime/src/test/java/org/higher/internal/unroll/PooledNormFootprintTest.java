package org.higher.internal.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.ops.ArithmeticOps;
import org.higher.internal.ops.FunctionOps;
import org.higher.internal.ops.ShapeOps;
import org.higher.internal.ops.nn.ConvOps;
import org.higher.internal.ops.nn.NormOps;
import org.higher.internal.ops.nn.PooledNormOps;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.junit.jupiter.api.Test;

/** What the graph of batch norm, ReLU and max pooling keeps, as one operation and as three. */
class PooledNormFootprintTest {
    private static final Window HALF = Window.of(2, 2).withStride(2);

    /** The bytes of the images, and for all objects and what there is for each channel. */
    private static final long IMAGES = 8 * 8 * 4 * 16 * 16;

    private static final long OTHERS = IMAGES / 8;

    private final Value x = ArithmeticOps.square(leaf(8, 4, 16, 16));
    private final Value scale = leaf(4);
    private final Value shift = leaf(4);

    private static Value leaf(int... shape) {
        BackendDevice device = BackendRegistry.instance().device("host");
        Kernels kernels = device.backend().kernels();
        return new Value(kernels.normal(DType.FLOAT64, shape, new SplittableRandom(1), device))
                .withRequiresGrad(true);
    }

    private static long kept(Supplier<Value> computation) {
        Recording.Mark mark = Recording.mark();
        return Footprint.of(List.of(computation.get()), mark, List.of());
    }

    @Test
    void oneOperationKeepsTheStandardizedImagesAndTheMaxima() {
        long bytes = kept(() -> PooledNormOps.batchNormReluMaxPool2d(scale, x, shift, 1e-5, HALF));
        assertThat(bytes).isBetween(IMAGES + IMAGES / 4, IMAGES + IMAGES / 4 + OTHERS);
    }

    @Test
    void threeOperationsKeepWhatReluGaveAsWell() {
        long bytes =
                kept(
                        () -> {
                            Value a = ShapeOps.reshape(scale, 1, 4, 1, 1);
                            Value c = ShapeOps.reshape(shift, 1, 4, 1, 1);
                            Value y = NormOps.normalize(a, x, c, 1e-5, 0, 2, 3);
                            return ConvOps.maxPool2d(FunctionOps.relu(y), HALF);
                        });
        assertThat(bytes).isBetween(2 * IMAGES + IMAGES / 4, 2 * IMAGES + IMAGES / 4 + OTHERS);
    }
}
