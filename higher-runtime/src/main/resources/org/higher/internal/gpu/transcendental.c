/* The functions that cost more, in a kernel each; one thread for each element of the result. */

#define EACH(f)                                                                              \
    {                                                                                        \
        long i = INDEX;                                                                      \
        if (i < n) {                                                                         \
            out[i] = F(f)(x[i]);                                                             \
        }                                                                                    \
    }

KERNEL unary_EXP(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(EXP)
KERNEL unary_LOG(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(LOG)
KERNEL unary_SIN(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(SIN)
KERNEL unary_COS(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(COS)
KERNEL unary_TANH(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(TANH)
KERNEL unary_SIGMOID(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(SIGMOID)
KERNEL unary_SOFTPLUS(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(SOFTPLUS)
KERNEL unary_ERF(GLOBAL REAL *out, GLOBAL const REAL *x, int n) EACH(ERF)

/* As of binary functions that cost little. */
KERNEL binary_POW(
        GLOBAL REAL *out,
        GLOBAL const REAL *a,
        GLOBAL const REAL *b,
        REAL number,
        int numbers,
        LAYOUT2 layout,
        int n) {
    long i = INDEX;
    if (i < n) {
        int rest = (int) i;
        int at_a = 0;
        int at_b = 0;
        for (int d = 0; d < layout.rank; d++) {
            int next = d == layout.rank - 1 ? 0 : rest / layout.n[d];
            int here = rest - next * layout.n[d];
            at_a += here * layout.a[d];
            at_b += here * layout.b[d];
            rest = next;
        }
        REAL x = numbers == 1 ? number : a[at_a];
        REAL y = numbers == 2 ? number : b[at_b];
        out[i] = F(POW)(x, y);
    }
}
