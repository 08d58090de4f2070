package org.higher.internal.host.matmul;

/**
 * Operands of matrix products (GEMM) that several products share: three matrices, where products
 * read and write them.
 *
 * <p>{@link BlasProduct} copies both factors and the result, each time. A convolution is a product
 * for each element of its window, all of the same three matrices, shifted.
 */
public interface ProductOperands {
    /** The operands of this thread, until it asks for others. */
    static ProductOperands of(boolean isFloat) {
        if (!OpenBlas.isAvailable()) {
            return onHeap(isFloat);
        }
        OffHeapWorkspace workspace = OffHeapWorkspace.ofThisThread();
        return isFloat ? new FloatOffHeapOperands(workspace) : new DoubleOffHeapOperands(workspace);
    }

    /** Operands that need no memory outside of the heap. */
    static ProductOperands onHeap(boolean isFloat) {
        return isFloat ? new FloatHeapOperands() : new DoubleHeapOperands();
    }

    /** Makes an operand of the first elements of an array. */
    void put(int operand, Object from, int size);

    /** Makes elements of an operand, from a position on, those of an array. */
    void put(int operand, int at, Object from, int size);

    /** Allocates an operand that products, or parts of it, will write. */
    void reserve(int operand, int size);

    /** Copies the first elements of an operand to an array. */
    void get(int operand, Object to, int size);

    /** Copies elements of an operand, from a position on, to an array. */
    void get(int operand, int at, Object to, int size);

    /** Gives memory back that is too large to be kept. */
    void close();

    /** Writes, or adds, op(a) op(b) to c. */
    void multiply(Matrix a, Matrix b, Matrix c, int m, int n, int k, boolean add);

    /**
     * A part of an operand.
     *
     * @param at where it begins
     * @param pitch from a row to the next
     */
    record Matrix(int operand, int at, int pitch, boolean transposed) {}
}
