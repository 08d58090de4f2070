package org.higher.internal.gpu.driver;

/** Matrix products by a library of the device. */
public interface Products {
    /** The library, with its version where it tells. */
    String description();

    /** Whether the library is to compute a product, rather than our own kernel. */
    boolean takes(MatrixProducts products);

    /** Asks for products to be computed. */
    void multiply(MatrixProducts products);
}
