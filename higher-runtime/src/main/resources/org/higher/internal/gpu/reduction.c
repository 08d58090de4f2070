/*
 * Elements of x along some axes, which fall into slices that are reduced by themselves. Where there
 * is one slice, what becomes of it is the result. The order of all additions is that of the shape.
 */

/* One thread for each slice of each element of the result. */
KERNEL reduce_by_thread(
        GLOBAL REAL *out,
        GLOBAL F(ACC) *partial,
        GLOBAL const REAL *x,
        GLOBAL const REAL *most,
        int scaled,
        int op,
        int outputs,
        int count,
        int slices,
        int length,
        LAYOUT1 kept,
        LAYOUT1 reduced) {
    long i = INDEX;
    if (i < (long) outputs * slices) {
        int slice = (int) (i / outputs);
        int output = (int) (i - (long) slice * outputs);
        int start = offset_of(output, kept);
        int from = slice * length;
        int to = count - from < length ? count : from + length;
        REAL scale = scaled ? F(scale_for)(most[output]) : (REAL) 1;
        F(ACC) total = F(acc_start)(op);
        while (from < to) {
            int end = to - from < 64 ? to : from + 64;
            F(ACC) part = F(acc_start)(op);
            for (; from < end; from++) {
                REAL next = x[start + offset_of(from, reduced)];
                part = F(acc_join)(op, part, F(acc_load)(op, next, scale));
            }
            total = F(acc_join)(op, total, part);
        }
        if (slices == 1) {
            out[output] = F(acc_finish)(op, total, count, scale);
        } else {
            partial[(long) output * slices + slice] = total;
        }
    }
}

/* A group of threads for each slice of each element of the result. */
KERNEL reduce_by_group(
        GLOBAL REAL *out,
        GLOBAL F(ACC) *partial,
        GLOBAL const REAL *x,
        GLOBAL const REAL *most,
        int scaled,
        int op,
        int outputs,
        int count,
        int slices,
        int length,
        LAYOUT1 kept,
        LAYOUT1 reduced) {
    LOCAL F(ACC) shared[GROUP_SIZE];
    int output = GROUP(0) / slices;
    int slice = GROUP(0) - output * slices;
    int start = offset_of(output, kept);
    int from = slice * length;
    int to = count - from < length ? count : from + length;
    REAL scale = scaled ? F(scale_for)(most[output]) : (REAL) 1;
    F(ACC) part = F(acc_start)(op);
    for (long k = (long) from + THREAD; k < to; k += GROUP_SIZE) {
        REAL next = x[start + offset_of((int) k, reduced)];
        part = F(acc_join)(op, part, F(acc_load)(op, next, scale));
    }
    shared[THREAD] = part;
    BARRIER
    for (int step = GROUP_SIZE / 2; step > 0; step /= 2) {
        if (THREAD < step) {
            shared[THREAD] = F(acc_join)(op, shared[THREAD], shared[THREAD + step]);
        }
        BARRIER
    }
    if (THREAD == 0) {
        if (slices == 1) {
            out[output] = F(acc_finish)(op, shared[0], count, scale);
        } else {
            partial[(long) output * slices + slice] = shared[0];
        }
    }
}

/* The slices of each element of the result together. */
KERNEL reduce_slices(
        GLOBAL REAL *out,
        GLOBAL const F(ACC) *partial,
        GLOBAL const REAL *most,
        int scaled,
        int op,
        int outputs,
        int count,
        int slices) {
    long i = INDEX;
    if (i < outputs) {
        F(ACC) total = partial[i * slices];
        for (int k = 1; k < slices; k++) {
            total = F(acc_join)(op, total, partial[i * slices + k]);
        }
        REAL scale = scaled ? F(scale_for)(most[i]) : (REAL) 1;
        out[i] = F(acc_finish)(op, total, count, scale);
    }
}
