package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.bytedeco.javacpp.Loader;
import org.higher.internal.backend.ProductCheck.Product;
import org.junit.jupiter.api.Test;

class ProductCheckTest {
    @Test
    void namesTheVersionOnTheClassPath() throws Exception {
        assertThat(Loader.getVersion("org.bytedeco", "openblas")).isEqualTo(ProductCheck.OPENBLAS);
        assertThat(ProductCheck.OPENBLAS).endsWith("-" + Loader.getVersion());
    }

    @Test
    void acceptsRightProducts() {
        assertThat(ProductCheck.isRight(ProductCheckTest::right, 1)).isTrue();
        assertThat(ProductCheck.isRight(ProductCheckTest::right, 2)).isTrue();
    }

    @Test
    void refusesZeros() {
        assertThat(ProductCheck.isRight((a, b, m, n, k, transposed) -> new double[m * n], 1))
                .isFalse();
    }

    @Test
    void refusesOneWrongElement() {
        for (boolean whichIsWrong : new boolean[] {false, true}) {
            Product lastIsOff =
                    (a, b, m, n, k, transposed) -> {
                        double[] product = right(a, b, m, n, k, transposed);
                        if (transposed == whichIsWrong) {
                            product[product.length - 1] += 1;
                        }
                        return product;
                    };
            assertThat(ProductCheck.isRight(lastIsOff, 1)).isFalse();
        }
    }

    /** Of a thread that never wrote what it was to write. */
    @Test
    void refusesAMissingPart() {
        Product half =
                (a, b, m, n, k, transposed) -> {
                    double[] product = right(a, b, m, n, k, transposed);
                    Arrays.fill(product, product.length / 2, product.length, 0);
                    return product;
                };
        assertThat(ProductCheck.isRight(half, 2)).isFalse();
    }

    private static double[] right(double[] a, double[] b, int m, int n, int k, boolean transposed) {
        double[] product = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    product[i * n + j] += a[i * k + l] * (transposed ? b[j * k + l] : b[l * n + j]);
                }
            }
        }
        return product;
    }
}
