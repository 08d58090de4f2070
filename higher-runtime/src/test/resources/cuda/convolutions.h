// cuDNN for the card of card.cpp, whose last lines include this: convolutions by their definition,
// done when the stream is waited for. Whatever a caller says about arrays is compared with what it
// says elsewhere and with the memory that is there; a handle or descriptor that is used after its
// end, or before it is set, is an error.
#include <set>

namespace {
enum { BAD_PARAM = 2000, NOT_SUPPORTED = 3000, NOT_INITIALIZED = 1001 };
enum { RIGHT, WRONG, WITHOUT_START, ROUNDED };

struct Tensor {
    int type = -1, n, c, h, w;
    size_t bytes() const { return (size_t) n * c * h * w * (type == 0 ? 4 : 8); }
};

struct Convolution {
    int type = -1, padH, padW, strideH, strideW, dilationH, dilationW, math = -1, groups = -1;
};

std::set<void *> live;
int behaviour = RIGHT;

bool isLive(const void *descriptor) { return live.count((void *) descriptor) > 0; }

template <class T> int create(void **made) {
    LOCKED;
    *made = new T();
    live.insert(*made);
    return 0;
}

template <class T> int destroy(void *made) {
    LOCKED;
    if (live.erase(made) == 0) return BAD_PARAM;
    delete (T *) made;
    return 0;
}

int set(void *descriptor, int type, int format, int n, int c, int h, int w) {
    LOCKED;
    bool possible = isLive(descriptor) && format == 0 && (type == 0 || type == 1) && n > 0 && c > 0
            && h > 0 && w > 0;
    if (!possible) return BAD_PARAM;
    *(Tensor *) descriptor = Tensor{type, n, c, h, w};
    return 0;
}

int places(int extent, int padding, int size, int dilation, int stride) {
    return (extent + 2 * padding - (size - 1) * dilation - 1) / stride + 1;
}

/** Whether all that is said about a convolution fits together. */
bool fits(void *handle, const Tensor *x, const Tensor *w, const Convolution *c, const Tensor *y) {
    if (!isLive(handle) || !isLive(x) || !isLive(w) || !isLive(c) || !isLive(y)) return false;
    return streams::isStream(*(void **) handle) && x->type >= 0 && x->type == w->type && x->type == y->type
            && x->type == c->type && c->math == (getenv("TF32") ? 0 : 3) && c->groups > 0
            && x->c == w->c * c->groups && w->n % c->groups == 0 && y->n == x->n && y->c == w->n
            && y->h == places(x->h, c->padH, w->h, c->dilationH, c->strideH)
            && y->w == places(x->w, c->padW, w->w, c->dilationW, c->strideW);
}

float rounded(float value) {
    int bits;
    memcpy(&bits, &value, 4);
    bits = (bits + 0x1000) & ~0x1fff;
    memcpy(&value, &bits, 4);
    return value;
}

/** Which of the three is written: 'y', 'x' or 'w'; the others are read. */
template <class T>
void convolve(char what, T *x, Tensor xs, T *w, Tensor ws, T *y, Tensor ys, Convolution c) {
    auto value = [](T v) { return behaviour == ROUNDED ? (T) rounded((float) v) : v; };
    T *to = what == 'y' ? y : what == 'x' ? x : w;
    Tensor sizes = what == 'y' ? ys : what == 'x' ? xs : ws;
    vector<double> sums((size_t) sizes.n * sizes.c * sizes.h * sizes.w, 0);
    for (int n = 0; n < ys.n; n++)
        for (int o = 0; o < ys.c; o++)
            for (int i = 0; i < ys.h; i++)
                for (int j = 0; j < ys.w; j++)
                    for (int k = 0; k < ws.c; k++)
                        for (int p = 0; p < ws.h; p++)
                            for (int q = 0; q < ws.w; q++) {
                                int row = i * c.strideH - c.padH + p * c.dilationH;
                                int column = j * c.strideW - c.padW + q * c.dilationW;
                                if (row < 0 || row >= xs.h || column < 0 || column >= xs.w) continue;
                                int channel = o / (ys.c / c.groups) * ws.c + k;
                                size_t atX = (((size_t) n * xs.c + channel) * xs.h + row) * xs.w + column;
                                size_t atW = (((size_t) o * ws.c + k) * ws.h + p) * ws.w + q;
                                size_t atY = (((size_t) n * ys.c + o) * ys.h + i) * ys.w + j;
                                if (what == 'y') sums[atY] += (double) value(x[atX]) * value(w[atW]);
                                if (what == 'x') sums[atX] += (double) value(y[atY]) * value(w[atW]);
                                if (what == 'w') sums[atW] += (double) value(x[atX]) * value(y[atY]);
                            }
    if (behaviour == WRONG) sums.back() += 1;
    for (size_t i = 0; i < sums.size(); i++) to[i] = (T) sums[i];
}

/** The bytes that an algorithm needs; negative if it has no code for it, or another result each time. */
long workspace(char what, const Convolution *c, int algorithm) {
    bool dilated = c->dilationH > 1 || c->dilationW > 1;
    if (what == 'y' && algorithm == 0) return 0;
    if (what == 'y' && algorithm == 1) return dilated ? -1 : 256;
    if (what == 'x' && algorithm == 1) return 512;
    if (what == 'w' && algorithm == 1) return dilated && c->groups > 1 ? -1 : 1024;
    return -1;
}

int bytes(void *handle, char what, Tensor *x, Tensor *w, Convolution *c, Tensor *y, int algorithm,
          size_t *size) {
    LOCKED;
    if (!fits(handle, x, w, c, y)) return BAD_PARAM;
    long needed = workspace(what, c, algorithm);
    if (needed >= 0) *size = needed;
    return needed < 0 ? NOT_SUPPORTED : 0;
}

int compute(void *handle, char what, const void *alpha, Tensor *xs, void *x, Tensor *ws, void *w,
            Convolution *c, Tensor *ys, void *y, int algorithm, void *space, size_t size,
            const void *beta) {
    IN_CONTEXT;
    if (!fits(handle, xs, ws, c, ys)) return BAD_PARAM;
    bool scaled = xs->type == 0 ? *(float *) alpha != 1 || *(float *) beta != 0
                                : *(double *) alpha != 1 || *(double *) beta != 0;
    long needed = workspace(what, c, algorithm);
    auto held = [](void *memory, size_t n) { return holds((unsigned long long) memory, n); };
    if (needed < 0 || scaled || size < (size_t) needed || (needed > 0 && !held(space, needed))
        || !held(x, xs->bytes()) || !held(w, ws->bytes()) || !held(y, ys->bytes()))
        return BAD_PARAM;
    Tensor a = *xs, b = *ws, r = *ys;
    Convolution copy = *c;
    auto at = [](const void *memory) { return (unsigned long long) memory; };
    vector<Use> uses = {{at(x), what == 'x'}, {at(w), what == 'w'}, {at(y), what == 'y'}, {at(space), true}};
    streams::ask(*(void **) handle, "convolution", uses, [=] {
        memset(space, 0xff, needed);
        if (a.type == 0) convolve(what, (float *) x, a, (float *) w, b, (float *) y, r, copy);
        else convolve(what, (double *) x, a, (double *) w, b, (double *) y, r, copy);
    });
    return 0;
}
}  // namespace

extern "C" {
// for tests: what was made and not destroyed, and how to behave from now on
int emulated_cudnn_live() { return (int) live.size(); }

void emulated_cudnn_behaviour(int how) { behaviour = how; }

size_t cudnnGetVersion() { return 92400; }

const char *cudnnGetErrorString(int) { return "as the emulated cuDNN says"; }

int cudnnCreate(void **handle) {
    IN_CONTEXT;
    return behaviour == WITHOUT_START ? NOT_INITIALIZED : create<void *>(handle);
}

int cudnnDestroy(void *handle) { return destroy<void *>(handle); }

int cudnnSetStream(void *handle, void *stream) {
    if (!isLive(handle)) return BAD_PARAM;
    *(void **) handle = stream;
    return 0;
}

int cudnnCreateTensorDescriptor(void **made) { return create<Tensor>(made); }

int cudnnSetTensor4dDescriptor(void *made, int format, int type, int n, int c, int h, int w) {
    return set(made, type, format, n, c, h, w);
}

int cudnnDestroyTensorDescriptor(void *made) { return destroy<Tensor>(made); }

int cudnnCreateFilterDescriptor(void **made) { return create<Tensor>(made); }

int cudnnSetFilter4dDescriptor(void *made, int type, int format, int k, int c, int h, int w) {
    return set(made, type, format, k, c, h, w);
}

int cudnnDestroyFilterDescriptor(void *made) { return destroy<Tensor>(made); }

int cudnnCreateConvolutionDescriptor(void **made) { return create<Convolution>(made); }

int cudnnSetConvolution2dDescriptor(
        void *made, int padH, int padW, int strideH, int strideW, int dilationH, int dilationW,
        int mode, int type) {
    LOCKED;
    bool possible = isLive(made) && padH >= 0 && padW >= 0 && strideH > 0 && strideW > 0
            && dilationH > 0 && dilationW > 0 && mode == 1 && (type == 0 || type == 1);
    if (!possible) return BAD_PARAM;
    *(Convolution *) made = Convolution{type, padH, padW, strideH, strideW, dilationH, dilationW, -1, -1};
    return 0;
}

int cudnnSetConvolutionMathType(void *made, int math) {
    if (!isLive(made)) return BAD_PARAM;
    ((Convolution *) made)->math = math;
    return 0;
}

int cudnnSetConvolutionGroupCount(void *made, int groups) {
    if (!isLive(made)) return BAD_PARAM;
    ((Convolution *) made)->groups = groups;
    return 0;
}

int cudnnDestroyConvolutionDescriptor(void *made) { return destroy<Convolution>(made); }

int cudnnGetConvolutionForwardWorkspaceSize(
        void *handle, void *x, void *w, void *c, void *y, int algorithm, size_t *size) {
    return bytes(handle, 'y', (Tensor *) x, (Tensor *) w, (Convolution *) c, (Tensor *) y, algorithm, size);
}

int cudnnGetConvolutionBackwardDataWorkspaceSize(
        void *handle, void *w, void *y, void *c, void *x, int algorithm, size_t *size) {
    return bytes(handle, 'x', (Tensor *) x, (Tensor *) w, (Convolution *) c, (Tensor *) y, algorithm, size);
}

int cudnnGetConvolutionBackwardFilterWorkspaceSize(
        void *handle, void *x, void *y, void *c, void *w, int algorithm, size_t *size) {
    return bytes(handle, 'w', (Tensor *) x, (Tensor *) w, (Convolution *) c, (Tensor *) y, algorithm, size);
}

int cudnnConvolutionForward(
        void *handle, const void *alpha, void *xs, void *x, void *ws, void *w, void *c, int algorithm,
        void *space, size_t size, const void *beta, void *ys, void *y) {
    return compute(handle, 'y', alpha, (Tensor *) xs, x, (Tensor *) ws, w, (Convolution *) c,
                   (Tensor *) ys, y, algorithm, space, size, beta);
}

int cudnnConvolutionBackwardData(
        void *handle, const void *alpha, void *ws, void *w, void *ys, void *y, void *c, int algorithm,
        void *space, size_t size, const void *beta, void *xs, void *x) {
    return compute(handle, 'x', alpha, (Tensor *) xs, x, (Tensor *) ws, w, (Convolution *) c,
                   (Tensor *) ys, y, algorithm, space, size, beta);
}

int cudnnConvolutionBackwardFilter(
        void *handle, const void *alpha, void *xs, void *x, void *ys, void *y, void *c, int algorithm,
        void *space, size_t size, const void *beta, void *ws, void *w) {
    return compute(handle, 'w', alpha, (Tensor *) xs, x, (Tensor *) ws, w, (Convolution *) c,
                   (Tensor *) ys, y, algorithm, space, size, beta);
}
}
