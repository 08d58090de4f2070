package org.higher.internal.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of cuDNN 8 and 9, by the names of its binary interface, and their error codes as
 * results; names and numbers are those of the headers of 9.24.
 */
final class CudnnApi {
    static final int FLOAT = 0;
    static final int DOUBLE = 1;

    /** Images, then channels, rows and columns, without gaps. */
    static final int NCHW = 0;

    static final int CROSS_CORRELATION = 1;

    /** Factors of floats may be rounded to ten bits behind the point. */
    static final int DEFAULT_MATH = 0;

    /** Every product and sum in the type of the arrays. */
    static final int FMA_MATH = 3;

    /** Products without columns in memory; deterministic. */
    static final int FORWARD_IMPLICIT_GEMM = 0;

    /** The same with places computed before. */
    static final int FORWARD_IMPLICIT_PRECOMPUTED_GEMM = 1;

    /** The deterministic one of those that are products; 0 adds in any order. */
    static final int BACKWARD_DATA_1 = 1;

    /** The deterministic one of those that are products; 0 and 3 add in any order. */
    static final int BACKWARD_FILTER_1 = 1;

    /** Binds the functions. */
    CudnnApi(NativeLibrary library) {
        Native.register(CudnnApi.class, library);
    }

    native long cudnnGetVersion();

    native String cudnnGetErrorString(int status);

    native int cudnnCreate(PointerByReference handle);

    native int cudnnDestroy(Pointer handle);

    native int cudnnSetStream(Pointer handle, Pointer stream);

    native int cudnnCreateTensorDescriptor(PointerByReference descriptor);

    native int cudnnSetTensor4dDescriptor(
            Pointer descriptor, int format, int type, int n, int c, int h, int w);

    native int cudnnDestroyTensorDescriptor(Pointer descriptor);

    native int cudnnCreateFilterDescriptor(PointerByReference descriptor);

    native int cudnnSetFilter4dDescriptor(
            Pointer descriptor, int type, int format, int k, int c, int h, int w);

    native int cudnnDestroyFilterDescriptor(Pointer descriptor);

    native int cudnnCreateConvolutionDescriptor(PointerByReference descriptor);

    native int cudnnSetConvolution2dDescriptor(
            Pointer descriptor,
            int paddingHeight,
            int paddingWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int mode,
            int type);

    native int cudnnSetConvolutionMathType(Pointer descriptor, int math);

    native int cudnnSetConvolutionGroupCount(Pointer descriptor, int groups);

    native int cudnnDestroyConvolutionDescriptor(Pointer descriptor);

    native int cudnnGetConvolutionForwardWorkspaceSize(
            Pointer handle,
            Pointer x,
            Pointer w,
            Pointer convolution,
            Pointer y,
            int algorithm,
            LongByReference bytes);

    native int cudnnGetConvolutionBackwardDataWorkspaceSize(
            Pointer handle,
            Pointer w,
            Pointer dy,
            Pointer convolution,
            Pointer dx,
            int algorithm,
            LongByReference bytes);

    native int cudnnGetConvolutionBackwardFilterWorkspaceSize(
            Pointer handle,
            Pointer x,
            Pointer dy,
            Pointer convolution,
            Pointer dw,
            int algorithm,
            LongByReference bytes);

    native int cudnnConvolutionForward(
            Pointer handle,
            Pointer alpha,
            Pointer xDescriptor,
            long x,
            Pointer wDescriptor,
            long w,
            Pointer convolution,
            int algorithm,
            long workspace,
            long bytes,
            Pointer beta,
            Pointer yDescriptor,
            long y);

    native int cudnnConvolutionBackwardData(
            Pointer handle,
            Pointer alpha,
            Pointer wDescriptor,
            long w,
            Pointer dyDescriptor,
            long dy,
            Pointer convolution,
            int algorithm,
            long workspace,
            long bytes,
            Pointer beta,
            Pointer dxDescriptor,
            long dx);

    native int cudnnConvolutionBackwardFilter(
            Pointer handle,
            Pointer alpha,
            Pointer xDescriptor,
            long x,
            Pointer dyDescriptor,
            long dy,
            Pointer convolution,
            int algorithm,
            long workspace,
            long bytes,
            Pointer beta,
            Pointer dwDescriptor,
            long dw);
}
