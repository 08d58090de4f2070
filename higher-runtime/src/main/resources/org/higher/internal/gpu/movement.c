/* Elements moved between two places with regular distances: transposes, slices, joins. */
KERNEL move(
        GLOBAL REAL *out, int out_start, GLOBAL const REAL *x, int x_start, LAYOUT2 layout, int n) {
    long i = INDEX;
    if (i < n) {
        int rest = (int) i;
        int from = x_start;
        int to = out_start;
        for (int d = 0; d < layout.rank; d++) {
            int next = d == layout.rank - 1 ? 0 : rest / layout.n[d];
            int here = rest - next * layout.n[d];
            from += here * layout.a[d];
            to += here * layout.b[d];
            rest = next;
        }
        out[to] = x[from];
    }
}

/* Of x as [outer, extent, inner], the places of indices along the middle. */
KERNEL gather(
        GLOBAL REAL *out,
        GLOBAL const REAL *x,
        GLOBAL const int *indices,
        int count,
        int extent,
        int inner,
        int n) {
    long i = INDEX;
    if (i < n) {
        int row = (int) i / inner;
        int outer = row / count;
        int place = indices[row - outer * count];
        out[i] = x[(outer * extent + place) * inner + (int) i % inner];
    }
}

/*
 * The reverse: a thread for each distinct index and all that is beside it. Positions of the u-th
 * index are order[starts[u]] to order[starts[u + 1] - 1], ascending, so that sums have one order.
 */
KERNEL scatter_add(
        GLOBAL REAL *out,
        GLOBAL const REAL *x,
        GLOBAL const int *targets,
        GLOBAL const int *starts,
        GLOBAL const int *order,
        int distinct,
        int count,
        int extent,
        int inner,
        int n) {
    long i = INDEX;
    if (i < n) {
        int column = (int) i % inner;
        int row = (int) i / inner;
        int outer = row / distinct;
        int u = row - outer * distinct;
        F(ACC) sum = F(acc_of)(x[(outer * count + order[starts[u]]) * inner + column]);
        for (int k = starts[u] + 1; k < starts[u + 1]; k++) {
            REAL next = x[(outer * count + order[k]) * inner + column];
            sum = F(acc_add)(sum, F(acc_of)(next));
        }
        out[(outer * extent + targets[u]) * inner + column] = F(acc_value)(sum);
    }
}

/* The same for indices of which no two are the same, without an order. */
KERNEL scatter(
        GLOBAL REAL *out,
        GLOBAL const REAL *x,
        GLOBAL const int *indices,
        int count,
        int extent,
        int inner,
        int n) {
    long i = INDEX;
    if (i < n) {
        int row = (int) i / inner;
        int outer = row / count;
        int place = indices[row - outer * count];
        out[(outer * extent + place) * inner + (int) i % inner] = x[i];
    }
}

/* The first place of the largest element, or of a NaN, along the middle of [outer, extent, inner]. */
KERNEL arg_max(GLOBAL int *out, GLOBAL const REAL *x, int extent, int inner, int n) {
    long i = INDEX;
    if (i < n) {
        int start = (int) i / inner * extent * inner + (int) i % inner;
        int best = 0;
        REAL most = x[start];
        for (int k = 1; k < extent && most == most; k++) {
            REAL next = x[start + k * inner];
            if (!(next <= most)) {
                best = k;
                most = next;
            }
        }
        out[i] = best;
    }
}
