package org.higher.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.host.HostBackend;
import org.junit.jupiter.api.Test;

class ComputeThreadsTest {
    private final int most = Runtime.getRuntime().availableProcessors();

    @Test
    void areLeftToTheTasksOfAMetaBatchAndOnlyThen() {
        assertThat(ComputeThreads.count()).isEqualTo(most);
        try (MetaBatch outer = new MetaBatch(1);
                MetaBatch inner = new MetaBatch(2)) {
            List<Integer> counts =
                    outer.map(
                            List.of(1),
                            task ->
                                    inner.map(List.of(1), t -> ComputeThreads.count()).get(0)
                                            + ComputeThreads.count());
            assertThat(counts).as("one in each, the inner end does not restore").containsExactly(2);
        }
        assertThat(ComputeThreads.count()).isEqualTo(most);
    }

    @Test
    void comeBackWhenTheLastLimitIsClosed() {
        ThreadLimit limit = HostBackend.instance().singleThreaded();
        ThreadLimit overlapping = HostBackend.instance().singleThreaded();
        limit.close();
        limit.close();
        assertThat(ComputeThreads.count()).as("closing twice counts once").isEqualTo(1);
        overlapping.close();
        assertThat(ComputeThreads.count()).isEqualTo(most);
    }

    @Test
    void areCountedByThePropertyIfItIsANumber() {
        assertThat(ComputeThreads.most("")).isEqualTo(most);
        assertThat(ComputeThreads.most("3")).isEqualTo(3);
        for (String wrong : List.of("0", "-1", "two", "1.5", "99999")) {
            assertThat(ComputeThreads.most(wrong)).as(wrong).isZero();
        }
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
                    try (ThreadLimit alone = HostBackend.instance().singleThreaded()) {
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
