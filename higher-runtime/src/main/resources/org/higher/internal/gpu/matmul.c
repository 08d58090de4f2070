/* Sums of products in the order of k. */

/* One thread for each element of the result. */
KERNEL matmul_by_thread(
        GLOBAL REAL *out,
        GLOBAL const REAL *a,
        GLOBAL const REAL *b,
        int m,
        int n,
        int k,
        int a_row,
        int a_column,
        int b_row,
        int b_column,
        int out_start,
        int a_start,
        int b_start,
        LAYOUT2 batch,
        int size) {
    long i = INDEX;
    if (i < size) {
        int column = (int) i % n;
        int rest = (int) i / n;
        int row = rest % m;
        rest = rest / m;
        int at_a = a_start + row * a_row;
        int at_b = b_start + column * b_column;
        for (int d = 0; d < batch.rank; d++) {
            int next = d == batch.rank - 1 ? 0 : rest / batch.n[d];
            int here = rest - next * batch.n[d];
            at_a += here * batch.a[d];
            at_b += here * batch.b[d];
            rest = next;
        }
        REAL sum = 0;
        for (int l = 0; l < k; l++) {
            sum = MULTIPLY_ADD(a[at_a + l * a_column], b[at_b + l * b_row], sum);
        }
        out[out_start + i] = sum;
    }
}

/*
 * What slices of k have for each element of the result, added up in their order: slices follow one
 * another, each as large as the result.
 */
KERNEL join_slices(GLOBAL REAL *out, int out_start, GLOBAL const REAL *partial, int slices, int n) {
    long i = INDEX;
    if (i < n) {
        F(ACC) sum = F(acc_of)(partial[i]);
        for (int slice = 1; slice < slices; slice++) {
            sum = F(acc_add)(sum, F(acc_of)(partial[(long) slice * n + i]));
        }
        out[out_start + i] = F(acc_value)(sum);
    }
}
