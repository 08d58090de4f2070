/* The scalar functions, for one REAL; F(NAME) is NAME_f for floats and NAME_d for doubles. */

FUNCTION REAL F(NEG)(REAL x) { return -x; }
FUNCTION REAL F(ABS)(REAL x) { return fabs(x); }
FUNCTION REAL F(SIGN)(REAL x) { return x > 0 ? (REAL) 1 : x < 0 ? (REAL) -1 : x; }
FUNCTION REAL F(EXP)(REAL x) { return exp(x); }
FUNCTION REAL F(LOG)(REAL x) { return log(x); }
FUNCTION REAL F(SQRT)(REAL x) { return sqrt(x); }
FUNCTION REAL F(SIN)(REAL x) { return sin(x); }
FUNCTION REAL F(COS)(REAL x) { return cos(x); }
FUNCTION REAL F(TANH)(REAL x) { return tanh(x); }
FUNCTION REAL F(SIGMOID)(REAL x) {
    REAL e = exp(-fabs(x));
    return (x >= 0 ? (REAL) 1 : e) / (1 + e);
}
FUNCTION REAL F(RELU)(REAL x) { return x <= 0 ? (REAL) 0 : x; }
FUNCTION REAL F(SOFTPLUS)(REAL x) { return (x > 0 ? x : (REAL) 0) + log1p(exp(-fabs(x))); }
FUNCTION REAL F(ERF)(REAL x) { return erf(x); }
FUNCTION REAL F(SQUARE)(REAL x) { return x * x; }
FUNCTION REAL F(RECIPROCAL)(REAL x) { return 1 / x; }

FUNCTION REAL F(ADD)(REAL a, REAL b) { return a + b; }
FUNCTION REAL F(SUB)(REAL a, REAL b) { return a - b; }
FUNCTION REAL F(MUL)(REAL a, REAL b) { return a * b; }
FUNCTION REAL F(DIV)(REAL a, REAL b) { return a / b; }
/* as Java's: C has 1 for 1 to the power of NaN, and for 1 and -1 to that of infinity */
FUNCTION REAL F(POW)(REAL a, REAL b) {
#if HAS_DOUBLES
    REAL power = (REAL) pow((double) a, (double) b);
#else
    REAL power = pow(a, b);
#endif
    return fabs(a) == 1 && b - b != 0 ? (REAL) NOT_A_NUMBER : power;
}
FUNCTION REAL F(MAX)(REAL a, REAL b) { return a > b || a != a ? a : b; }
FUNCTION REAL F(MIN)(REAL a, REAL b) { return a < b || a != a ? a : b; }
FUNCTION REAL F(EQ)(REAL a, REAL b) { return a == b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(NE)(REAL a, REAL b) { return a != b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(LT)(REAL a, REAL b) { return a < b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(LE)(REAL a, REAL b) { return a <= b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(GT)(REAL a, REAL b) { return a > b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(GE)(REAL a, REAL b) { return a >= b ? (REAL) 1 : (REAL) 0; }
FUNCTION REAL F(TANH_VJP)(REAL a, REAL b) { return a * (1 - b * b); }
FUNCTION REAL F(SIGMOID_VJP)(REAL a, REAL b) { return a * (b * (1 - b)); }
FUNCTION REAL F(RELU_VJP)(REAL a, REAL b) { return b <= 0 ? (REAL) 0 : a; }
