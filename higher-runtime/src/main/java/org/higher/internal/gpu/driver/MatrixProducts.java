package org.higher.internal.gpu.driver;

import org.higher.array.DType;

/**
 * Products of row-major matrices, each [m, k] x [k, n], at regular distances.
 *
 * <p>No extent is 0, and all matrices of the result are distinct.
 *
 * @param count how many products
 * @param transposeA whether matrices of a are given as [k, m]
 * @param transposeB whether matrices of b are given as [n, k]
 * @param offsetA of the first matrix, in elements
 * @param strideA from one matrix to the next, in elements; 0 where all products have the same one
 */
public record MatrixProducts(
        DType dtype,
        int count,
        int m,
        int n,
        int k,
        boolean transposeA,
        boolean transposeB,
        Memory a,
        long offsetA,
        long strideA,
        Memory b,
        long offsetB,
        long strideB,
        Memory c,
        long offsetC,
        long strideC) {}
