package org.higher.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend.Stretch;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
    private final int most = Runtime.getRuntime().availableProcessors();

    @Test
    void areLeftToTheTasksOfAMetaBatchAndOnlyThen() {
        assertThat(OwnThreads.count()).isEqualTo(most);
        try (MetaBatch outer = new MetaBatch(1);
                MetaBatch inner = new MetaBatch(2)) {
            List<Integer> counts =
                    outer.map(
                            List.of(1),
                            task ->
                                    inner.map(List.of(1), t -> OwnThreads.count()).get(0)
                                            + OwnThreads.count());
            assertThat(counts).as("one in each, the inner end does not restore").containsExactly(2);
        }
        assertThat(OwnThreads.count()).isEqualTo(most);
    }

    @Test
    void comeBackWithTheLastStretchWithoutThem() {
        Stretch stretch = HostBackend.instance().withoutOwnThreads();
        Stretch overlapping = HostBackend.instance().withoutOwnThreads();
        stretch.close();
        stretch.close();
        assertThat(OwnThreads.count()).as("closing twice counts once").isEqualTo(1);
        overlapping.close();
        assertThat(OwnThreads.count()).isEqualTo(most);
    }

    @Test
    void areCountedByThePropertyIfItIsANumber() {
        assertThat(OwnThreads.most("")).isEqualTo(most);
        assertThat(OwnThreads.most("3")).isEqualTo(3);
        for (String wrong : List.of("0", "-1", "two", "1.5", "99999")) {
            assertThat(OwnThreads.most(wrong)).as(wrong).isZero();
        }
    }

    @Test
    void ofOpenBlasAreNone() {
        assertThat(OpenBlas.isAvailable()).isTrue();
        assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
    }

    /** Large enough to be divided, by rows and by columns, in every arrangement. */
    @Test
    void largeProductsAreTheSameInPartsAndWhole() {
        BackendDevice device = HostBackend.instance().device();
        Kernels kernels = HostBackend.instance().kernels();
        Random random = new Random(1);
        for (DType dtype : DType.values()) {
            for (int[] size : new int[][] {{150, 70, 110}, {60, 170, 110}}) {
                for (int flags = 0; flags < 4; flags++) {
                    boolean ta = flags % 2 == 1;
                    boolean tb = flags > 1;
                    int m = size[0];
                    int n = size[1];
                    int k = size[2];
                    int[] left = ta ? new int[] {k, m} : new int[] {m, k};
                    int[] right = tb ? new int[] {n, k} : new int[] {k, n};
                    Array a = kernels.normal(dtype, left, random, device);
                    Array b = kernels.normal(dtype, right, random, device);
                    Array c = kernels.normal(dtype, new int[] {m, n}, random, device);
                    double[] parts = kernels.toDoubles(kernels.matmul(a, b, ta, tb, c));
                    double[] whole;
                    try (Stretch alone = HostBackend.instance().withoutOwnThreads()) {
                        assertThat(alone).isNotNull();
                        whole = kernels.toDoubles(kernels.matmul(a, b, ta, tb, c));
                    }
                    double precision = dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
                    for (int i = 0; i < whole.length; i++) {
                        assertThat(parts[i]).isCloseTo(whole[i], within(precision));
                    }
                }
            }
        }
    }
}
