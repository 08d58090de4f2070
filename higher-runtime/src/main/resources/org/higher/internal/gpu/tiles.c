/*
 * Products by tiles: a group of 16 x 16 threads, each with PER x PER elements of the result, shares
 * 16 columns of a and 16 rows of b at a time. The inner dimension falls into slices, each a result
 * of its own, so that a few long sums keep a device busy (split-k).
 */
KERNEL matmul_by_tiles(
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
        int tiles_down,
        int tiles_across,
        int count,
        int length) {
    LOCAL REAL left[16 * 16 * PER];
    LOCAL REAL right[16 * 16 * PER];
    int across = GROUP(0) % tiles_across;
    int rest = GROUP(0) / tiles_across;
    int down = rest % tiles_down;
    rest = rest / tiles_down;
    int result = out_start + rest * m * n;
    int from = rest / count * length;
    int to = k - from < length ? k : from + length;
    rest = rest % count;
    int at_a = a_start;
    int at_b = b_start;
    for (int d = 0; d < batch.rank; d++) {
        int next = d == batch.rank - 1 ? 0 : rest / batch.n[d];
        int here = rest - next * batch.n[d];
        at_a += here * batch.a[d];
        at_b += here * batch.b[d];
        rest = next;
    }
    int top = down * 16 * PER;
    int side = across * 16 * PER;
    int x = THREAD % 16;
    int y = THREAD / 16;
    REAL sums[PER * PER];
    for (int i = 0; i < PER * PER; i++) {
        sums[i] = 0;
    }
    for (int start = from; start < to; start += 16) {
        /* neighbours in memory by neighbouring threads, whichever way a matrix is given */
        for (int i = THREAD; i < 16 * 16 * PER; i += 256) {
            int row = a_column == 1 ? i / 16 : i % (16 * PER);
            int l = a_column == 1 ? i % 16 : i / (16 * PER);
            left[l * 16 * PER + row] = top + row < m && start + l < to
                    ? a[at_a + (top + row) * a_row + (start + l) * a_column]
                    : (REAL) 0;
            int column = b_column == 1 ? i % (16 * PER) : i / 16;
            l = b_column == 1 ? i / (16 * PER) : i % 16;
            right[l * 16 * PER + column] = side + column < n && start + l < to
                    ? b[at_b + (start + l) * b_row + (side + column) * b_column]
                    : (REAL) 0;
        }
        BARRIER
        int terms = to - start < 16 ? to - start : 16;
        for (int l = 0; l < terms; l++) {
            REAL from_left[PER];
            REAL from_right[PER];
            for (int i = 0; i < PER; i++) {
                from_left[i] = left[l * 16 * PER + i * 16 + y];
                from_right[i] = right[l * 16 * PER + i * 16 + x];
            }
            for (int i = 0; i < PER; i++) {
                for (int j = 0; j < PER; j++) {
                    sums[i * PER + j] =
                            MULTIPLY_ADD(from_left[i], from_right[j], sums[i * PER + j]);
                }
            }
        }
        BARRIER
    }
    for (int i = 0; i < PER; i++) {
        for (int j = 0; j < PER; j++) {
            int row = top + i * 16 + y;
            int column = side + j * 16 + x;
            if (row < m && column < n) {
                out[result + row * n + column] = sums[i * PER + j];
            }
        }
    }
}
