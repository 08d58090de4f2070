package org.higher.internal.nd4j;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.higher.internal.backend.ProductCheck;
import org.higher.internal.backend.ProductCheck.Product;

/**
 * Whether a device of ND4J computes right, asked once at start: an elementwise operation and matrix
 * products, against Java.
 *
 * <p>A library that does not fit its card, or its CPU, may say nothing and leave anything in the
 * result.
 */
final class StartProbe {
    /** Enough for a few processors; with more, only larger products are divided further. */
    private static final int THREADS = 4;

    private static final int ELEMENTS = 1000;

    /** The products of the elements of two arrays of small whole numbers. */
    interface Elementwise {
        double[] of(double[] x, double[] y);
    }

    private StartProbe() {}

    /** What comes out wrong; empty if nothing does. */
    static Optional<String> fault(Elementwise elementwise, List<Product> products) {
        double[] x = new double[ELEMENTS];
        double[] y = new double[ELEMENTS];
        double[] expected = new double[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            x[i] = i % 31 - 15;
            y[i] = i % 17 + 1;
            expected[i] = x[i] * y[i];
        }
        try {
            if (!Arrays.equals(elementwise.of(x, y), expected)) {
                return Optional.of("elementwise products are wrong");
            }
            for (Product product : products) {
                if (!ProductCheck.isRight(product, THREADS)) {
                    return Optional.of("matrix products are wrong");
                }
            }
        } catch (RuntimeException failed) {
            return Optional.of("a computation failed: " + failed);
        }
        return Optional.empty();
    }
}
