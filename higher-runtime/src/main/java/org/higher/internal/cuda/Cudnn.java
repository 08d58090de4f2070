package org.higher.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.cuda.driver.CudaMemory;
import org.higher.internal.cuda.driver.CudaStream;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.gpu.driver.ConvolutionLibrary;

/**
 * Convolutions by cuDNN, by a handle for each stream, with algorithms that give the same bits each
 * time, and without TF32 unless {@link Cublas#TF32} is true.
 */
final class Cudnn implements ConvolutionLibrary, AutoCloseable {
    /** Sizes whose algorithm is kept; a program has a few dozen. */
    private static final int MOST_KEPT = 4096;

    private final CudnnApi api;
    private final CudaStreams streams;
    private final boolean tf32 = Boolean.getBoolean(Cublas.TF32);

    /** 1 and 0: what results and earlier contents are multiplied by. */
    private final Memory floats = new Memory(8);

    private final Memory doubles = new Memory(16);
    private final Map<Key, Choice> choices = new ConcurrentHashMap<>();

    private record Key(Operation operation, Sizes sizes) {}

    /** How an operation is done; not at all if bytes are negative. */
    private record Choice(int algorithm, long bytes) {
        static final Choice NONE = new Choice(0, -1);
    }

    /**
     * Starts the library, on the stream of this thread.
     *
     * @param file the library, which was found
     * @throws IllegalStateException if it does not start
     * @throws UnsatisfiedLinkError if it lacks a function
     */
    Cudnn(String file, CudaStreams streams) {
        this.api = new CudnnApi(NativeLibrary.getInstance(file));
        this.streams = streams;
        floats.setFloat(0, 1);
        floats.setFloat(4, 0);
        doubles.setDouble(0, 1);
        doubles.setDouble(8, 0);
        try (CudaStream on = streams.enter()) {
            handle(on);
        }
    }

    private Pointer handle(CudaStream on) {
        return on.handleOf(this, () -> create(on));
    }

    private Pointer create(CudaStream on) {
        PointerByReference made = new PointerByReference();
        check(api.cudnnCreate(made), "cudnnCreate");
        Pointer handle = made.getValue();
        int status = api.cudnnSetStream(handle, on.handle());
        if (status != 0) {
            api.cudnnDestroy(handle);
            check(status, "cudnnSetStream");
        }
        return handle;
    }

    /** As {@code "cuDNN 9.24.0"}; from version 9 on the first number counts for 10,000. */
    @Override
    public String description() {
        long version = api.cudnnGetVersion();
        long unit = version < 90_000 ? 1000 : 10_000;
        return "cuDNN %d.%d.%d%s"
                .formatted(
                        version / unit,
                        version % unit / 100,
                        version % 100,
                        tf32 ? ", with TF32" : "");
    }

    @Override
    public OptionalLong workspace(Operation operation, Sizes sizes) {
        Choice choice = choice(operation, sizes);
        return choice.bytes < 0 ? OptionalLong.empty() : OptionalLong.of(choice.bytes);
    }

    private Choice choice(Operation operation, Sizes sizes) {
        Key key = new Key(operation, sizes);
        Choice known = choices.get(key);
        if (known == null) {
            known = choose(operation, sizes);
            if (choices.size() < MOST_KEPT) {
                choices.put(key, known);
            }
        }
        return known;
    }

    private Choice choose(Operation operation, Sizes sizes) {
        try (CudaStream on = streams.enter();
                Descriptors descriptors = new Descriptors(sizes)) {
            Pointer handle = handle(on);
            for (int algorithm : algorithms(operation)) {
                LongByReference bytes = new LongByReference();
                if (bytes(handle, operation, descriptors, algorithm, bytes) == 0) {
                    return new Choice(algorithm, bytes.getValue());
                }
            }
        }
        return Choice.NONE;
    }

    /** What is tried for an operation, the best first; the same bits each time. */
    private static int[] algorithms(Operation operation) {
        return switch (operation) {
            case CONV ->
                    new int[] {
                        CudnnApi.FORWARD_IMPLICIT_PRECOMPUTED_GEMM, CudnnApi.FORWARD_IMPLICIT_GEMM
                    };
            case INPUT -> new int[] {CudnnApi.BACKWARD_DATA_1};
            case WEIGHT -> new int[] {CudnnApi.BACKWARD_FILTER_1};
        };
    }

    private int bytes(
            Pointer handle,
            Operation operation,
            Descriptors on,
            int algorithm,
            LongByReference bytes) {
        return switch (operation) {
            case CONV ->
                    api.cudnnGetConvolutionForwardWorkspaceSize(
                            handle, on.x, on.w, on.convolution, on.y, algorithm, bytes);
            case INPUT ->
                    api.cudnnGetConvolutionBackwardDataWorkspaceSize(
                            handle, on.w, on.y, on.convolution, on.x, algorithm, bytes);
            case WEIGHT ->
                    api.cudnnGetConvolutionBackwardFilterWorkspaceSize(
                            handle, on.x, on.y, on.convolution, on.w, algorithm, bytes);
        };
    }

    @Override
    public void compute(
            Operation operation,
            Sizes sizes,
            Place x,
            Place w,
            Place y,
            org.higher.internal.gpu.driver.Memory workspace) {
        Choice choice = choice(operation, sizes);
        try (CudaStream on = streams.enter();
                Descriptors descriptors = new Descriptors(sizes)) {
            compute(
                    handle(on),
                    operation,
                    descriptors,
                    choice,
                    address(on, x, sizes.dtype(), operation == Operation.INPUT),
                    address(on, w, sizes.dtype(), operation == Operation.WEIGHT),
                    address(on, y, sizes.dtype(), operation == Operation.CONV),
                    ((CudaMemory) workspace).use(on, true));
        }
    }

    private void compute(
            Pointer handle,
            Operation operation,
            Descriptors on,
            Choice choice,
            long x,
            long w,
            long y,
            long workspace) {
        switch (operation) {
            case CONV ->
                    check(
                            api.cudnnConvolutionForward(
                                    handle,
                                    on.one(),
                                    on.x,
                                    x,
                                    on.w,
                                    w,
                                    on.convolution,
                                    choice.algorithm,
                                    workspace,
                                    choice.bytes,
                                    on.zero(),
                                    on.y,
                                    y),
                            "cudnnConvolutionForward");
            case INPUT ->
                    check(
                            api.cudnnConvolutionBackwardData(
                                    handle,
                                    on.one(),
                                    on.w,
                                    w,
                                    on.y,
                                    y,
                                    on.convolution,
                                    choice.algorithm,
                                    workspace,
                                    choice.bytes,
                                    on.zero(),
                                    on.x,
                                    x),
                            "cudnnConvolutionBackwardData");
            case WEIGHT ->
                    check(
                            api.cudnnConvolutionBackwardFilter(
                                    handle,
                                    on.one(),
                                    on.x,
                                    x,
                                    on.y,
                                    y,
                                    on.convolution,
                                    choice.algorithm,
                                    workspace,
                                    choice.bytes,
                                    on.zero(),
                                    on.w,
                                    w),
                            "cudnnConvolutionBackwardFilter");
        }
    }

    private static long address(CudaStream on, Place place, DType dtype, boolean written) {
        long width = dtype == DType.FLOAT32 ? 4 : 8;
        return ((CudaMemory) place.memory()).use(on, written) + place.offset() * width;
    }

    /** Ends the library, which this thread alone has used; what was asked of it is done before. */
    @Override
    public void close() {
        try (CudaStream on = streams.enter()) {
            Pointer handle = on.forgetHandleOf(this);
            if (handle != null) {
                check(api.cudnnDestroy(handle), "cudnnDestroy");
            }
        }
    }

    private void check(int status, String call) {
        if (status != 0) {
            throw new IllegalStateException(
                    "cuda: %s failed: status %d of cuDNN, %s"
                            .formatted(call, status, api.cudnnGetErrorString(status)));
        }
    }

    /** What the arrays of a convolution and the convolution itself are described by. */
    private final class Descriptors implements AutoCloseable {
        private final boolean isFloat;
        private Pointer x = Pointer.NULL;
        private Pointer w = Pointer.NULL;
        private Pointer y = Pointer.NULL;
        private Pointer convolution = Pointer.NULL;

        Descriptors(Sizes sizes) {
            isFloat = sizes.dtype() == DType.FLOAT32;
            boolean made = false;
            try {
                make(sizes);
                made = true;
            } finally {
                if (!made) {
                    close();
                }
            }
        }

        private void make(Sizes s) {
            Window window = s.window();
            int type = isFloat ? CudnnApi.FLOAT : CudnnApi.DOUBLE;
            int down = window.rowsOver(s.rows());
            int across = window.columnsOver(s.columns());
            x = tensor(type, s.images(), s.channels(), s.rows(), s.columns());
            y = tensor(type, s.images(), s.outputs(), down, across);
            PointerByReference made = new PointerByReference();
            check(api.cudnnCreateFilterDescriptor(made), "cudnnCreateFilterDescriptor");
            w = made.getValue();
            check(
                    api.cudnnSetFilter4dDescriptor(
                            w,
                            type,
                            CudnnApi.NCHW,
                            s.outputs(),
                            s.channels() / s.groups(),
                            window.height(),
                            window.width()),
                    "cudnnSetFilter4dDescriptor");
            check(api.cudnnCreateConvolutionDescriptor(made), "cudnnCreateConvolutionDescriptor");
            convolution = made.getValue();
            check(
                    api.cudnnSetConvolution2dDescriptor(
                            convolution,
                            window.paddingHeight(),
                            window.paddingWidth(),
                            window.strideHeight(),
                            window.strideWidth(),
                            window.dilationHeight(),
                            window.dilationWidth(),
                            CudnnApi.CROSS_CORRELATION,
                            type),
                    "cudnnSetConvolution2dDescriptor");
            check(
                    api.cudnnSetConvolutionMathType(
                            convolution, tf32 ? CudnnApi.DEFAULT_MATH : CudnnApi.FMA_MATH),
                    "cudnnSetConvolutionMathType");
            check(
                    api.cudnnSetConvolutionGroupCount(convolution, s.groups()),
                    "cudnnSetConvolutionGroupCount");
        }

        private Pointer tensor(int type, int n, int c, int h, int w) {
            PointerByReference made = new PointerByReference();
            check(api.cudnnCreateTensorDescriptor(made), "cudnnCreateTensorDescriptor");
            int status =
                    api.cudnnSetTensor4dDescriptor(
                            made.getValue(), CudnnApi.NCHW, type, n, c, h, w);
            if (status != 0) {
                api.cudnnDestroyTensorDescriptor(made.getValue());
                check(status, "cudnnSetTensor4dDescriptor");
            }
            return made.getValue();
        }

        Pointer one() {
            return isFloat ? floats : doubles;
        }

        Pointer zero() {
            return isFloat ? floats.share(4) : doubles.share(8);
        }

        @Override
        public void close() {
            if (x != null) {
                api.cudnnDestroyTensorDescriptor(x);
            }
            if (y != null) {
                api.cudnnDestroyTensorDescriptor(y);
            }
            if (w != null) {
                api.cudnnDestroyFilterDescriptor(w);
            }
            if (convolution != null) {
                api.cudnnDestroyConvolutionDescriptor(convolution);
            }
        }
    }
}
