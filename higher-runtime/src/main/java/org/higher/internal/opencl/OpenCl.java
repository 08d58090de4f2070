package org.higher.internal.opencl;

import org.jspecify.annotations.Nullable;

/**
 * The functions of the OpenCL library that are called, under their own names; see the OpenCL 1.2
 * Specification, Khronos Group.
 *
 * <p>Handles, sizes and addresses are longs: a JVM of 32 bits is refused by {@link OpenClLibrary},
 * which binds them.
 */
@SuppressWarnings("MethodName") // they are the library's
final class OpenCl {
    static final long DEVICE_TYPE_GPU = 4;
    static final long DEVICE_TYPE_ALL = 0xFFFFFFFFL;

    static final int PLATFORM_VERSION = 0x0901;
    static final int PLATFORM_NAME = 0x0902;

    static final int DEVICE_TYPE = 0x1000;
    static final int DEVICE_MAX_COMPUTE_UNITS = 0x1002;
    static final int DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
    static final int DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
    static final int DEVICE_SINGLE_FP_CONFIG = 0x101B;
    static final int DEVICE_GLOBAL_MEM_SIZE = 0x101F;
    static final int DEVICE_AVAILABLE = 0x1027;
    static final int DEVICE_COMPILER_AVAILABLE = 0x1028;
    static final int DEVICE_NAME = 0x102B;
    static final int DRIVER_VERSION = 0x102D;
    static final int DEVICE_VERSION = 0x102F;
    static final int DEVICE_DOUBLE_FP_CONFIG = 0x1032;

    /** A bit of {@link #DEVICE_SINGLE_FP_CONFIG}. */
    static final long FP_CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7;

    static final long MEM_READ_WRITE = 1;

    static final int PROGRAM_BINARY_SIZES = 0x1165;
    static final int PROGRAM_BINARIES = 0x1166;
    static final int PROGRAM_BUILD_LOG = 0x1183;

    static final int CONTEXT_PLATFORM = 0x1084;

    private OpenCl() {}

    static native int clGetPlatformIDs(
            int entries, long @Nullable [] platforms, int @Nullable [] count);

    static native int clGetPlatformInfo(
            long platform, int name, long size, byte @Nullable [] value, long @Nullable [] length);

    static native int clGetDeviceIDs(
            long platform,
            long type,
            int entries,
            long @Nullable [] devices,
            int @Nullable [] count);

    static native int clGetDeviceInfo(
            long device, int name, long size, byte @Nullable [] value, long @Nullable [] length);

    static native long clCreateContext(
            long[] properties, int count, long[] devices, long callback, long data, int[] error);

    static native long clCreateCommandQueue(
            long context, long device, long properties, int[] error);

    static native long clCreateBuffer(long context, long flags, long size, long host, int[] error);

    static native int clReleaseMemObject(long memory);

    static native long clCreateProgramWithSource(
            long context, int count, long[] texts, long[] lengths, int[] error);

    static native long clCreateProgramWithBinary(
            long context,
            int count,
            long[] devices,
            long[] lengths,
            long[] binaries,
            int[] status,
            int[] error);

    static native int clBuildProgram(
            long program, int count, long[] devices, String options, long callback, long data);

    static native int clGetProgramBuildInfo(
            long program,
            long device,
            int name,
            long size,
            byte @Nullable [] value,
            long @Nullable [] length);

    static native int clGetProgramInfo(
            long program, int name, long size, long[] value, long @Nullable [] length);

    static native int clReleaseProgram(long program);

    static native long clCreateKernel(long program, String name, int[] error);

    static native int clReleaseKernel(long kernel);

    static native int clSetKernelArg(long kernel, int index, long size, long value);

    static native int clEnqueueNDRangeKernel(
            long queue,
            long kernel,
            int dimensions,
            long @Nullable [] offset,
            long[] global,
            long[] local,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueWriteBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            float[] from,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueWriteBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            double[] from,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueWriteBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            int[] from,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueReadBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            float[] into,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueReadBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            double[] into,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueReadBuffer(
            long queue,
            long memory,
            int blocking,
            long offset,
            long size,
            int[] into,
            int waits,
            long waitList,
            long event);

    static native int clEnqueueCopyBuffer(
            long queue,
            long from,
            long to,
            long fromOffset,
            long toOffset,
            long size,
            int waits,
            long waitList,
            long event);

    static native int clFlush(long queue);

    static native int clFinish(long queue);
}
