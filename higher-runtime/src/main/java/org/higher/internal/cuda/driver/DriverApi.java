package org.higher.internal.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of CUDA's driver, {@code libcuda.so.1}, by the names of its binary interface, and
 * their error codes as results.
 *
 * <p>Addresses of the device's memory are longs, as all sizes.
 */
public final class DriverApi {
    public static final int SUCCESS = 0;
    public static final int OUT_OF_MEMORY = 2;
    public static final int NO_DEVICE = 100;
    public static final int CAPABILITY_MAJOR = 75;
    public static final int CAPABILITY_MINOR = 76;

    /** A stream that does not wait for the default one. */
    public static final int NON_BLOCKING = 1;

    /** An event that tells no time, which costs less. */
    public static final int WITHOUT_TIMING = 2;

    /** Binds the functions. */
    DriverApi(NativeLibrary library) {
        Native.register(DriverApi.class, library);
    }

    public native int cuInit(int flags);

    public native int cuDriverGetVersion(IntByReference version);

    public native int cuDeviceGetCount(IntByReference count);

    public native int cuDeviceGet(IntByReference device, int ordinal);

    public native int cuDeviceGetName(byte[] name, int size, int device);

    public native int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    public native int cuDeviceTotalMem_v2(LongByReference bytes, int device);

    public native int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    public native int cuCtxSetCurrent(Pointer context);

    public native int cuStreamCreate(PointerByReference stream, int flags);

    public native int cuStreamSynchronize(Pointer stream);

    public native int cuStreamWaitEvent(Pointer stream, Pointer event, int flags);

    public native int cuEventCreate(PointerByReference event, int flags);

    public native int cuEventRecord(Pointer event, Pointer stream);

    public native int cuMemAlloc_v2(LongByReference address, long bytes);

    public native int cuMemFree_v2(long address);

    public native int cuMemHostAlloc(PointerByReference memory, long bytes, int flags);

    public native int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream);

    public native int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream);

    public native int cuMemcpyDtoDAsync_v2(long to, long from, long bytes, Pointer stream);

    public native int cuModuleLoadData(PointerByReference module, Pointer image);

    public native int cuModuleUnload(Pointer module);

    public native int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    public native int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            Pointer stream,
            Pointer parameters,
            @Nullable Pointer extra);

    public native int cuGetErrorName(int error, PointerByReference text);

    public native int cuGetErrorString(int error, PointerByReference text);
}
