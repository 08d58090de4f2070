/*
 * What reductions of REALs accumulate in: a double, or where there are none a float and what it has
 * lost. Operations are OP_SUM, OP_MEAN, OP_NORM2, OP_MAX, OP_MIN and OP_MAX_ABS.
 */

#if HAS_DOUBLES
typedef double F(ACC);
FUNCTION F(ACC) F(acc_of)(REAL x) { return (double) x; }
FUNCTION F(ACC) F(acc_add)(F(ACC) a, F(ACC) b) { return a + b; }
FUNCTION REAL F(acc_value)(F(ACC) a) { return (REAL) a; }
FUNCTION REAL F(acc_over)(F(ACC) a, int n) { return (REAL) (a / n); }
FUNCTION REAL F(acc_root)(F(ACC) a, REAL scale) { return (REAL) (sqrt(a) / scale); }
FUNCTION F(ACC) F(acc_square)(REAL x) { return (double) x * (double) x; }
#else
typedef struct { float value; float rest; } F(ACC);
FUNCTION F(ACC) F(acc_of)(REAL x) {
    F(ACC) acc;
    acc.value = x;
    acc.rest = 0;
    return acc;
}
/* D. Knuth's two-sum: the rest is what rounding took from the value */
FUNCTION F(ACC) F(acc_add)(F(ACC) a, F(ACC) b) {
    F(ACC) sum;
    sum.value = a.value + b.value;
    float from = sum.value - a.value;
    sum.rest = (a.value - (sum.value - from)) + (b.value - from) + (a.rest + b.rest);
    return sum;
}
FUNCTION REAL F(acc_value)(F(ACC) a) {
    return a.value - a.value != 0 ? a.value : a.value + a.rest;
}
FUNCTION REAL F(acc_over)(F(ACC) a, int n) {
    float count = (float) n;
    float lost = (float) (n - (int) count);
    float quotient = a.value / count;
    if (quotient - quotient != 0) {
        return quotient;
    }
    float rest = fma(-quotient, count, a.value) - quotient * lost + a.rest;
    return quotient + rest / count;
}
FUNCTION REAL F(acc_root)(F(ACC) a, REAL scale) { return sqrt(F(acc_value)(a)) / scale; }
FUNCTION F(ACC) F(acc_square)(REAL x) {
    F(ACC) acc;
    acc.value = x * x;
    acc.rest = acc.value - acc.value != 0 ? 0.0f : fma(x, x, -acc.value);
    return acc;
}
#endif

/* The power of two by which the largest element comes to between 1 and 2, or close to it. */
FUNCTION REAL F(scale_for)(REAL most) {
    if (!(most > 0) || most - most != 0) {
        return 1;
    }
    int exponent = ilogb(most);
    int limit = sizeof(REAL) == 4 ? 100 : 1000;
    return ldexp((REAL) 1, exponent > limit ? -limit : exponent < -limit ? limit : -exponent);
}
/* What begins a reduction. */
FUNCTION F(ACC) F(acc_start)(int op) {
    return F(acc_of)(op == OP_MAX ? -(REAL) INFINITE : op == OP_MIN ? (REAL) INFINITE : (REAL) 0);
}
/* What an element brings to a reduction. */
FUNCTION F(ACC) F(acc_load)(int op, REAL x, REAL scale) {
    if (op == OP_NORM2) {
        return F(acc_square)(x * scale);
    }
    return F(acc_of)(op == OP_MAX_ABS ? fabs(x) : op == OP_MEAN ? x * scale : x);
}
FUNCTION F(ACC) F(acc_join)(int op, F(ACC) a, F(ACC) b) {
    if (op == OP_MAX || op == OP_MAX_ABS) {
        return F(acc_of)(F(MAX)(F(acc_value)(a), F(acc_value)(b)));
    }
    if (op == OP_MIN) {
        return F(acc_of)(F(MIN)(F(acc_value)(a), F(acc_value)(b)));
    }
    return F(acc_add)(a, b);
}
FUNCTION REAL F(acc_finish)(int op, F(ACC) a, int count, REAL scale) {
    if (op == OP_NORM2) {
        return F(acc_root)(a, scale);
    }
    return op == OP_MEAN ? F(acc_over)(a, count) / scale : F(acc_value)(a);
}
