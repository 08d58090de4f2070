// A card that is not there: the functions of CUDA's driver, of NVRTC, of cuBLAS and of cuDNN that this
// library calls, on the CPU. Kernels are compiled by g++. Whatever is asked for is done in an order of the
// streams that a card may choose, as streams.h says; memory begins as NaN; threads of a block that wait
// for each other take turns, in an order that changes.
#include <dlfcn.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "streams.h"

using std::string;
using std::vector;
using streams::holds;
using streams::Stream;
using streams::Use;

#ifndef FOLDER
#error "FOLDER is where kernel.h is"
#endif

namespace {
const size_t MEMORY = 4ull << 30;
const int CAPABILITY_MAJOR = 9, CAPABILITY_MINOR = 0;

size_t used;
thread_local void *current;
int context;

string read(const string &file) {
    string text;
    FILE *in = fopen(file.c_str(), "rb");
    if (!in) return text;
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;) text.append(part, n);
    fclose(in);
    return text;
}

void write(const string &file, const string &text) {
    FILE *out = fopen(file.c_str(), "wb");
    fwrite(text.data(), 1, text.size(), out);
    fclose(out);
}

string temporary() {
    char name[] = "/tmp/kernelXXXXXX";
    return mkdtemp(name);
}
}  // namespace

// ---- blocks of threads

namespace {
struct Fiber {
    ucontext_t state;
    vector<char> stack;
    bool ended = false;
};

vector<Fiber> fibers;
ucontext_t scheduler;
size_t running;
std::function<void()> body;

void wait() { swapcontext(&fibers[running].state, &scheduler); }

void start() {
    body();
    fibers[running].ended = true;
    swapcontext(&fibers[running].state, &scheduler);
}

void prepare(Fiber &fiber) {
    if (fiber.stack.empty()) fiber.stack.resize(256 << 10);
    fiber.ended = false;
    getcontext(&fiber.state);
    fiber.state.uc_stack.ss_sp = fiber.stack.data();
    fiber.state.uc_stack.ss_size = fiber.stack.size();
    fiber.state.uc_link = nullptr;
    makecontext(&fiber.state, start, 0);
}

/** Each thread runs to the next barrier, in one order and then in the other. */
void runBlock(unsigned threads, unsigned *thread) {
    if (fibers.size() < threads) fibers.resize(threads);
    running = *thread = 0;
    prepare(fibers[0]);
    swapcontext(&scheduler, &fibers[0].state);
    if (fibers[0].ended) {  // no barrier, for none of them
        for (unsigned i = 1; i < threads; i++) {
            *thread = i;
            body();
        }
        return;
    }
    for (unsigned i = 1; i < threads; i++) prepare(fibers[i]);
    bool forward = true;
    for (unsigned left = threads, first = 1; left > 0; forward = !forward, first = 0) {
        for (unsigned k = first; k < threads; k++) {
            running = forward ? k : threads - 1 - k;
            if (fibers[running].ended) continue;
            *thread = running;
            swapcontext(&scheduler, &fibers[running].state);
            if (fibers[running].ended) left--;
        }
    }
}

struct Function {
    void (*call)(void **);
    unsigned *thread, *block, *blockSize, *gridSize;
    vector<int> sizes;
    vector<int> kinds;  // of each argument: 0 for a value, 1 for memory that is read, 2 for any other
    void *module;
    string name;
};

void run(const Function &f, const unsigned *grid, unsigned threads, vector<vector<char>> values) {
    vector<void *> arguments;
    for (auto &value : values) arguments.push_back(value.data());
    f.blockSize[0] = threads;
    f.blockSize[1] = f.blockSize[2] = 1;
    f.thread[1] = f.thread[2] = 0;
    memcpy(f.gridSize, grid, 12);
    body = [&] { f.call(arguments.data()); };
    for (unsigned z = 0; z < grid[2]; z++)
        for (unsigned y = 0; y < grid[1]; y++)
            for (unsigned x = 0; x < grid[0]; x++) {
                f.block[0] = x, f.block[1] = y, f.block[2] = z;
                runBlock(threads, f.thread);
            }
}
}  // namespace

#define LOCKED                                                     \
    std::lock_guard<std::recursive_mutex> guard(streams::lock);    \
    streams::counts[__func__]++
#define IN_CONTEXT                      \
    LOCKED;                             \
    if (current != &context) return 201

extern "C" {
// ---- the driver

int cuInit(unsigned) { return 0; }

int cuDriverGetVersion(int *version) {
    *version = 13000;
    return 0;
}

int cuDeviceGetCount(int *count) {
    *count = getenv("CARDS") ? atoi(getenv("CARDS")) : 1;
    return 0;
}

int cuDeviceGet(int *device, int ordinal) {
    *device = ordinal;
    return 0;
}

int cuDeviceGetName(char *name, int size, int) {
    snprintf(name, size, "Emulated card");
    return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int) {
    *value = attribute == 75 ? CAPABILITY_MAJOR : CAPABILITY_MINOR;
    return attribute == 75 || attribute == 76 ? 0 : 1;
}

int cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = MEMORY;
    return 0;
}

int cuDevicePrimaryCtxRetain(void **made, int) {
    *made = &context;
    return 0;
}

int cuCtxSetCurrent(void *to) {
    LOCKED;
    current = to;
    return 0;
}

int cuStreamCreate(void **stream, unsigned flags) {
    IN_CONTEXT;
    if (flags != 1) return 1;
    *stream = streams::make();
    return 0;
}

int cuStreamSynchronize(void *stream) {
    IN_CONTEXT;
    if (!streams::isStream(stream)) return 400;
    streams::synchronize((Stream *) stream);
    return 0;
}

int cuEventCreate(void **event, unsigned flags) {
    IN_CONTEXT;
    if (flags != 2) return 1;
    *event = new streams::Event();
    return 0;
}

int cuEventRecord(void *event, void *stream) {
    IN_CONTEXT;
    if (!streams::isStream(stream)) return 400;
    streams::record((streams::Event *) event, (Stream *) stream);
    return 0;
}

int cuStreamWaitEvent(void *stream, void *event, unsigned flags) {
    IN_CONTEXT;
    if (!streams::isStream(stream) || flags != 0) return 400;
    streams::waitFor((Stream *) stream, *(streams::Event *) event);
    return 0;
}

int cuMemAlloc_v2(unsigned long long *address, size_t bytes) {
    IN_CONTEXT;
    if (bytes == 0) return 1;
    if (used + bytes > MEMORY) return 2;
    used += bytes;
    void *memory = malloc(bytes);
    memset(memory, 0xff, bytes);
    *address = (unsigned long long) memory;
    streams::pieces[*address] = streams::Piece{bytes};
    return 0;
}

int cuMemFree_v2(unsigned long long address) {
    IN_CONTEXT;
    auto piece = streams::pieces.find(address);
    if (piece == streams::pieces.end()) return 1;
    // nothing that uses it may be waiting, and the machine has to know that
    streams::use(streams::Clock(), SIZE_MAX, 1, {{address, true}}, "cuMemFree");
    if (streams::isWaitedFor(address, nullptr)) return 1;
    used -= piece->second.bytes;
    memset((void *) address, 0xff, piece->second.bytes);
    free((void *) address);
    streams::pieces.erase(piece);
    return 0;
}

int cuMemHostAlloc(void **memory, size_t bytes, unsigned) {
    IN_CONTEXT;
    *memory = malloc(bytes);
    return 0;
}

int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t bytes, void *stream) {
    IN_CONTEXT;
    if (!holds(to, bytes) || !streams::isStream(stream)) return 1;
    streams::ask(stream, __func__, {{to, true}}, [=] { memcpy((void *) to, from, bytes); });
    return 0;
}

int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t bytes, void *stream) {
    IN_CONTEXT;
    if (!holds(from, bytes) || !streams::isStream(stream)) return 1;
    streams::ask(stream, __func__, {{from, false}}, [=] { memcpy(to, (void *) from, bytes); });
    return 0;
}

int cuMemcpyDtoDAsync_v2(
        unsigned long long to, unsigned long long from, size_t bytes, void *stream) {
    IN_CONTEXT;
    if (!holds(from, bytes) || !holds(to, bytes) || !streams::isStream(stream)) return 1;
    streams::ask(stream, __func__, {{from, false}, {to, true}}, [=] { memcpy((void *) to, (void *) from, bytes); });
    return 0;
}

int cuModuleLoadData(void **module, const void *image) {
    IN_CONTEXT;
    unsigned long long bytes;
    memcpy(&bytes, image, 8);
    string folder = temporary(), file = folder + "/kernel.so";
    write(file, string((const char *) image + 8, bytes));
    *module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!*module) fprintf(stderr, "%s\n", dlerror());
    unlink(file.c_str());
    rmdir(folder.c_str());
    return *module ? 0 : 200;
}

int cuModuleUnload(void *module) {
    IN_CONTEXT;
    if (streams::isWaitedFor(0, module)) return 1;
    return dlclose(module) == 0 ? 0 : 400;
}

int cuModuleGetFunction(void **function, void *module, const char *name) {
    IN_CONTEXT;
    auto call = (void (*)(void **)) dlsym(module, (string("call_") + name).c_str());
    auto sizes = (int (*)(int *, int *)) dlsym(module, (string("sizes_") + name).c_str());
    auto indices = (unsigned *(*) (int) ) dlsym(module, "indices");
    auto barrier = (void (*)(void (*)())) dlsym(module, "set_barrier");
    if (!call || !sizes || !indices || !barrier) return 500;
    barrier(wait);
    int bytes[512], kinds[512], count = sizes(bytes, kinds);
    *function = new Function{call,       indices(0), indices(1),
                             indices(2), indices(3), vector<int>(bytes, bytes + count),
                             vector<int>(kinds, kinds + count), module, name};
    return 0;
}

int cuLaunchKernel(
        void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
        unsigned blockY, unsigned blockZ, unsigned, void *stream, void **arguments, void **) {
    IN_CONTEXT;
    bool possible = gridX > 0 && gridX < 1u << 31 && gridY > 0 && gridY < 1 << 16 && gridZ > 0
            && gridZ < 1 << 16 && blockX > 0 && blockX <= 256 && blockY == 1 && blockZ == 1;
    if (!possible || !streams::isStream(stream)) return 1;
    Function *f = (Function *) function;
    vector<vector<char>> values;
    vector<Use> uses;
    for (size_t i = 0; i < f->sizes.size(); i++) {
        char *value = (char *) arguments[i];
        values.emplace_back(value, value + f->sizes[i]);
        if (f->kinds[i] > 0) uses.push_back({*(unsigned long long *) value, f->kinds[i] == 2});
    }
    auto work = [=] {
        unsigned grid[] = {gridX, gridY, gridZ};
        run(*f, grid, blockX, values);
    };
    streams::ask(stream, f->name, uses, work, f->module);
    return 0;
}

int cuGetErrorName(int error, const char **text) {
    *text = error == 1 ? "CUDA_ERROR_INVALID_VALUE"
            : error == 201 ? "CUDA_ERROR_INVALID_CONTEXT" : "CUDA_ERROR_OF_THE_EMULATION";
    return 0;
}

int cuGetErrorString(int, const char **text) {
    *text = "as the emulated card says";
    return 0;
}

// ---- NVRTC

struct Program {
    string source, image, log;
};

// by which a test knows these libraries
int emulated_card() { return 1; }

// in which order streams go on
void emulated_seed(int seed) { streams::seed(seed); }

// as if another process took so much memory; less than 0 gives it back
void emulated_take(long long bytes) {
    std::lock_guard<std::recursive_mutex> guard(streams::lock);
    used += bytes;
}

// how often a function was called; of "race", what was not ordered; of "bytes", what is allocated
long long emulated_count(const char *what) {
    std::lock_guard<std::recursive_mutex> guard(streams::lock);
    return string(what) == "bytes" ? (long long) used : streams::counts[what];
}

int nvrtcVersion(int *major, int *minor) {
    *major = 13;
    *minor = 1;  // a higher one for each change of kernel.h: what was compiled is kept on disk
    return 0;
}

int nvrtcGetNumSupportedArchs(int *count) {
    *count = 3;
    return 0;
}

int nvrtcGetSupportedArchs(int *architectures) {
    architectures[0] = 75, architectures[1] = 80, architectures[2] = 90;
    return 0;
}

int nvrtcCreateProgram(void **program, const char *source, const char *, int, void *, void *) {
    *program = new Program{source, "", ""};
    return 0;
}

int nvrtcCompileProgram(void *program, int, const char **) {
    Program *p = (Program *) program;
    string folder = temporary(), text = folder + "/kernel.cpp", library = folder + "/kernel.so",
           log = folder + "/log", compiler = "g++ -std=c++17 -w ";
    write(text, "#include \"" FOLDER "/kernel.h\"\n" + p->source);
    system((compiler + "-E -P -DMARKED=MARKED " + text + " -o " + log).c_str());
    string marked = read(log), kernels = "\n";
    for (size_t at = 0; (at = marked.find("MARKED ", at)) != string::npos; at++) {
        size_t name = marked.find("void", at) + 5, end = marked.find('(', name);
        kernels += "CALLABLE(" + marked.substr(name, end - name) + ")\n";
    }
    write(text, "#include \"" FOLDER "/kernel.h\"\n#line 1\n" + p->source + kernels);
    int status = system((compiler + "-O1 -ffp-contract=off -fno-exceptions -fno-rtti -shared -fPIC "
                         + text + " -o " + library + " >" + log + " 2>&1").c_str());
    p->log = read(log);
    string code = read(library);
    unsigned long long bytes = code.size();
    p->image = string((const char *) &bytes, 8) + code;
    for (const string &file : {text, library, log}) unlink(file.c_str());
    rmdir(folder.c_str());
    return status == 0 ? 0 : 6;
}

int nvrtcGetProgramLogSize(void *program, size_t *size) {
    *size = ((Program *) program)->log.size() + 1;
    return 0;
}

int nvrtcGetProgramLog(void *program, char *text) {
    strcpy(text, ((Program *) program)->log.c_str());
    return 0;
}

int nvrtcGetCUBINSize(void *program, size_t *size) {
    *size = ((Program *) program)->image.size();
    return 0;
}

int nvrtcGetCUBIN(void *program, char *image) {
    const string &from = ((Program *) program)->image;
    memcpy(image, from.data(), from.size());
    return 0;
}

int nvrtcGetPTXSize(void *program, size_t *size) { return nvrtcGetCUBINSize(program, size); }

int nvrtcGetPTX(void *program, char *image) { return nvrtcGetCUBIN(program, image); }

int nvrtcDestroyProgram(void **program) {
    delete (Program *) *program;
    return 0;
}

const char *nvrtcGetErrorString(int error) {
    return error == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_OF_THE_EMULATION";
}

// ---- cuBLAS

struct Handle {
    void *stream;
    unsigned long long workspace;
};

int cublasCreate_v2(void **handle) {
    IN_CONTEXT;
    *handle = new Handle{nullptr, 0};
    return 0;
}

int cublasDestroy_v2(void *handle) {
    LOCKED;
    delete (Handle *) handle;
    return 0;
}

int cublasGetVersion_v2(void *, int *version) {
    LOCKED;
    *version = 130002;
    return 0;
}

int cublasSetStream_v2(void *handle, void *stream) {
    LOCKED;
    ((Handle *) handle)->stream = stream;
    return 0;
}

int cublasSetWorkspace_v2(void *handle, void *address, size_t bytes) {
    IN_CONTEXT;
    ((Handle *) handle)->workspace = (unsigned long long) address;
    return holds((unsigned long long) address, bytes) ? 0 : 7;
}

int cublasSetMathMode(void *, int) {
    LOCKED;
    return 0;
}
}  // extern "C"

namespace {
/** Column by column: element (row, column) of a matrix is at row + column * ld. */
template <class T>
int multiply(
        void *handle, int transposeA, int transposeB, int m, int n, int k, const T *alpha,
        const T *a, int lda, long long strideA, const T *b, int ldb, long long strideB,
        const T *beta, T *c, int ldc, long long strideC, int count) {
    IN_CONTEXT;
    auto last = [=](long long stride, int ld, int columns, int rows) {
        return (stride * (count - 1) + (long long) ld * (columns - 1) + rows) * sizeof(T);
    };
    bool fits = holds((unsigned long long) a, last(strideA, lda, transposeA ? m : k, transposeA ? k : m))
            && holds((unsigned long long) b, last(strideB, ldb, transposeB ? k : n, transposeB ? n : k))
            && holds((unsigned long long) c, last(strideC, ldc, n, m)) && lda >= (transposeA ? k : m)
            && ldb >= (transposeB ? n : k) && ldc >= m;
    Handle *on = (Handle *) handle;
    if (!fits || !streams::isStream(on->stream) || *alpha != 1 || *beta != 0) return 7;
    vector<Use> uses = {{(unsigned long long) a, false}, {(unsigned long long) b, false},
                        {on->workspace, true}, {(unsigned long long) c, true}};
    streams::ask(on->stream, "cublasGemm", uses, [=] {
        for (int p = 0; p < count; p++)
            for (int column = 0; column < n; column++)
                for (int row = 0; row < m; row++) {
                    double sum = 0;
                    for (int i = 0; i < k; i++) {
                        T x = a[p * strideA + (transposeA ? i + (long long) row * lda : row + (long long) i * lda)];
                        T y = b[p * strideB + (transposeB ? column + (long long) i * ldb : i + (long long) column * ldb)];
                        sum += (double) x * y;
                    }
                    c[p * strideC + row + (long long) column * ldc] = (T) sum;
                }
    });
    return 0;
}
}  // namespace

extern "C" {
int cublasSgemmStridedBatched(
        void *handle, int transposeA, int transposeB, int m, int n, int k, const float *alpha,
        const float *a, int lda, long long strideA, const float *b, int ldb, long long strideB,
        const float *beta, float *c, int ldc, long long strideC, int count) {
    return multiply(handle, transposeA, transposeB, m, n, k, alpha, a, lda, strideA, b, ldb,
                    strideB, beta, c, ldc, strideC, count);
}

int cublasDgemmStridedBatched(
        void *handle, int transposeA, int transposeB, int m, int n, int k, const double *alpha,
        const double *a, int lda, long long strideA, const double *b, int ldb, long long strideB,
        const double *beta, double *c, int ldc, long long strideC, int count) {
    return multiply(handle, transposeA, transposeB, m, n, k, alpha, a, lda, strideA, b, ldb,
                    strideB, beta, c, ldc, strideC, count);
}
}

#include "convolutions.h"
