/* One thread for each element of the result. */

/* The functions that cost little, in one kernel each: UNARY_NEG and so on are their numbers. */

FUNCTION REAL F(unary_of)(int f, REAL x) {
    switch (f) {
        case UNARY_NEG: return F(NEG)(x);
        case UNARY_ABS: return F(ABS)(x);
        case UNARY_SIGN: return F(SIGN)(x);
        case UNARY_SQRT: return F(SQRT)(x);
        case UNARY_RELU: return F(RELU)(x);
        case UNARY_SQUARE: return F(SQUARE)(x);
        case UNARY_RECIPROCAL: return F(RECIPROCAL)(x);
        default: return (REAL) NOT_A_NUMBER;
    }
}

KERNEL unary(GLOBAL REAL *out, GLOBAL const REAL *x, int f, int n) {
    long i = INDEX;
    if (i < n) {
        out[i] = F(unary_of)(f, x[i]);
    }
}

FUNCTION REAL F(binary_of)(int f, REAL a, REAL b) {
    switch (f) {
        case BINARY_ADD: return F(ADD)(a, b);
        case BINARY_SUB: return F(SUB)(a, b);
        case BINARY_MUL: return F(MUL)(a, b);
        case BINARY_DIV: return F(DIV)(a, b);
        case BINARY_MAX: return F(MAX)(a, b);
        case BINARY_MIN: return F(MIN)(a, b);
        case BINARY_EQ: return F(EQ)(a, b);
        case BINARY_NE: return F(NE)(a, b);
        case BINARY_LT: return F(LT)(a, b);
        case BINARY_LE: return F(LE)(a, b);
        case BINARY_GT: return F(GT)(a, b);
        case BINARY_GE: return F(GE)(a, b);
        case BINARY_TANH_VJP: return F(TANH_VJP)(a, b);
        case BINARY_SIGMOID_VJP: return F(SIGMOID_VJP)(a, b);
        case BINARY_RELU_VJP: return F(RELU_VJP)(a, b);
        default: return (REAL) NOT_A_NUMBER;
    }
}

/* Of two arrays, or of an array and a number: 1 for the left one, 2 for the right one. */
KERNEL binary(
        GLOBAL REAL *out,
        GLOBAL const REAL *a,
        GLOBAL const REAL *b,
        int f,
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
        out[i] = F(binary_of)(f, x, y);
    }
}

KERNEL select_of(
        GLOBAL REAL *out,
        GLOBAL const REAL *condition,
        GLOBAL const REAL *a,
        GLOBAL const REAL *b,
        LAYOUT3 layout,
        int n) {
    long i = INDEX;
    if (i < n) {
        int rest = (int) i;
        int at_c = 0;
        int at_a = 0;
        int at_b = 0;
        for (int d = 0; d < layout.rank; d++) {
            int next = d == layout.rank - 1 ? 0 : rest / layout.n[d];
            int here = rest - next * layout.n[d];
            at_c += here * layout.a[d];
            at_a += here * layout.b[d];
            at_b += here * layout.c[d];
            rest = next;
        }
        out[i] = condition[at_c] != 0 ? a[at_a] : b[at_b];
    }
}

KERNEL fill(GLOBAL REAL *out, REAL value, int n) {
    long i = INDEX;
    if (i < n) {
        out[i] = value;
    }
}

/* What no kernel may rely on: NaN, in either type. */
KERNEL poison(GLOBAL int *out, long n) {
    long i = INDEX;
    if (i < n) {
        out[i] = -1;
    }
}

#if HAS_DOUBLES
KERNEL to_double(GLOBAL double *out, GLOBAL const float *x, int n) {
    long i = INDEX;
    if (i < n) {
        out[i] = (double) x[i];
    }
}

KERNEL to_float(GLOBAL float *out, GLOBAL const double *x, int n) {
    long i = INDEX;
    if (i < n) {
        out[i] = (float) x[i];
    }
}
#endif
