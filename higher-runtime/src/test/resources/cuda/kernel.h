// What a kernel in CUDA C++ needs to be compiled by g++ and run on the CPU, thread by thread.
// No headers of the system's: a kernel compiles in a twentieth of a second without them.
#ifdef MARKED  // to find the names of kernels
#define __global__ MARKED
#else
#define __global__
#endif
#define __device__
#define __launch_bounds__(threads)
#define __shared__ static

struct Index {
    unsigned x, y, z;
};
static Index threadIdx, blockIdx, blockDim, gridDim;

// Waits for the other threads of the block; given by whoever runs the kernel.
static void (*barrier)();
static void __syncthreads() { barrier(); }

static float __int_as_float(int bits) {
    float value;
    __builtin_memcpy(&value, &bits, 4);
    return value;
}

#define ONE(name)                                                       \
    static inline float name(float x) { return __builtin_##name##f(x); } \
    static inline double name(double x) { return __builtin_##name(x); }
#define TWO(name)                                                                             \
    static inline float name(float x, float y) { return __builtin_##name##f(x, y); }           \
    static inline double name(double x, double y) { return __builtin_##name(x, y); }           \
    static inline double name(float x, double y) { return __builtin_##name((double) x, y); }   \
    static inline double name(double x, float y) { return __builtin_##name(x, (double) y); }
namespace cuda {
ONE(exp) ONE(log) ONE(sqrt) ONE(sin) ONE(cos) ONE(tanh) ONE(erf) ONE(fabs) ONE(log1p) ONE(expm1)
ONE(floor) ONE(ceil) ONE(rint) ONE(trunc) TWO(pow) TWO(fmax) TWO(fmin) TWO(copysign) TWO(fmod)
static inline int ilogb(float x) { return __builtin_ilogbf(x); }
static inline int ilogb(double x) { return __builtin_ilogb(x); }
static inline float ldexp(float x, int exponent) { return __builtin_ldexpf(x, exponent); }
static inline double ldexp(double x, int exponent) { return __builtin_ldexp(x, exponent); }
static inline float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
static inline double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
template <class T> static inline bool isnan(T x) { return x != x; }
template <class T> static inline bool isinf(T x) { return __builtin_isinf(x); }
}  // namespace cuda
using namespace cuda;

namespace emulation {
// How a kernel is called with arguments of any type, given by their addresses.
template <int... I> struct Numbers {};
template <int N, int... I> struct Count : Count<N - 1, N - 1, I...> {};
template <int... I> struct Count<0, I...> { using Type = Numbers<I...>; };

// What becomes of an argument: nothing, or memory is read, or may be written.
template <class T> struct Kind { static const int value = 0; };
template <class T> struct Kind<const T *> { static const int value = 1; };
template <class T> struct Kind<T *> { static const int value = 2; };

template <class... A> static int sizes(void (*)(A...), int *bytes, int *kinds) {
    int all[] = {(int) sizeof(A)..., 0}, ofAll[] = {Kind<A>::value..., 0};
    for (unsigned i = 0; i < sizeof...(A); i++) bytes[i] = all[i], kinds[i] = ofAll[i];
    return sizeof...(A);
}

template <int... I, class... A>
static void call(void (*kernel)(A...), void **arguments, Numbers<I...>) {
    kernel(*(A *) arguments[I]...);
}

template <class... A> static void call(void (*kernel)(A...), void **arguments) {
    call(kernel, arguments, typename Count<sizeof...(A)>::Type());
}

}  // namespace emulation

#define CALLABLE(kernel)                                                                \
    extern "C" int sizes_##kernel(int *bytes, int *kinds) {                             \
        return emulation::sizes(kernel, bytes, kinds);                                  \
    }                                                                                   \
    extern "C" void call_##kernel(void **arguments) { emulation::call(kernel, arguments); }

extern "C" Index *indices(int which) {
    Index *all[] = {&threadIdx, &blockIdx, &blockDim, &gridDim};
    return all[which];
}
extern "C" void set_barrier(void (*wait)()) { barrier = wait; }
