package org.higher.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ArrayPool;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Deferral;
import org.higher.internal.backend.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results that are computed when somebody looks at them. */
class DeferredArrayTest {
    private final BackendDevice host = BackendRegistry.instance().device("host");
    private final Kernels kernels = host.backend().kernels();
    private final SplittableRandom random = new SplittableRandom(1);

    private Array normal(DType dtype, int... shape) {
        return kernels.normal(dtype, shape, random, host);
    }

    @Test
    void onlyTheNextKernelIsAsked() {
        Array x = normal(DType.FLOAT32, 40, 40);
        Supplier<Array> product = () -> kernels.matmul(x, x, false, true);
        assertThat(product.get()).isNotInstanceOf(DeferredArray.class);
        Array[] both = Deferral.next(() -> new Array[] {product.get(), product.get()});
        assertThat(both[0]).isInstanceOf(DeferredArray.class);
        assertThat(both[1]).isNotInstanceOf(DeferredArray.class);
        assertThat(both[0].shape()).isEqualTo(both[1].shape());
        assertThat(kernels.toDoubles(both[0])).isEqualTo(kernels.toDoubles(both[1]));
        assertThat(kernels.toDoubles(kernels.binary(Kernels.Binary.ADD, both[0], both[1])))
                .isEqualTo(kernels.toDoubles(kernels.binary(Kernels.Binary.MUL, both[1], 2)));
    }

    /** What a backward pass gives up is NaN in this build's tests. */
    @ParameterizedTest
    @EnumSource
    void whatItReadsIsNotUsedAgainMeanwhile(DType dtype) {
        Array images = normal(dtype, 2, 3, 8, 8);
        Array filters = normal(dtype, 4, 3, 3, 3);
        Array slopes = normal(dtype, 2, 4, 8, 8);
        Window window = Window.of(3, 3).withPadding(1);
        Array expected =
                kernels.convWeight(
                        kernels.binary(Kernels.Binary.MUL, images, 2),
                        kernels.binary(Kernels.Binary.MUL, slopes, 3),
                        window,
                        1);
        Array deferred;
        try (ArrayPool pool = host.backend().recycling()) {
            Array x = kernels.binary(Kernels.Binary.MUL, images, 2);
            Array g = kernels.binary(Kernels.Binary.MUL, slopes, 3);
            deferred = Deferral.next(() -> kernels.convWeight(x, g, window, 1));
            pool.hold(x);
            pool.release(x);
            pool.hold(g);
            pool.release(g);
            kernels.binary(Kernels.Binary.MUL, images, 5);
            kernels.binary(Kernels.Binary.MUL, slopes, 7);
        }
        assertThat(deferred).isInstanceOf(DeferredArray.class);
        assertThat(deferred.shape()).isEqualTo(filters.shape());
        assertThat(kernels.toDoubles(deferred)).isEqualTo(kernels.toDoubles(expected));
    }

    @Test
    void aSumWithOneIsThatOfItsContents() {
        Array x = normal(DType.FLOAT64, 40, 40);
        Array product = kernels.matmul(x, x, false, false);
        try (ArrayPool pool = host.backend().recycling()) {
            Array sum = kernels.binary(Kernels.Binary.MUL, x, 1);
            pool.hold(sum);
            Array deferred = Deferral.next(() -> kernels.matmul(x, x, false, false));
            assertThat(kernels.toDoubles(pool.accumulate(sum, deferred)))
                    .isEqualTo(kernels.toDoubles(kernels.binary(Kernels.Binary.ADD, x, product)));
        }
    }
}
