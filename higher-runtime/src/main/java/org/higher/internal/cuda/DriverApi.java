package org.higher.internal.cuda;

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
final class DriverApi {
    static final int SUCCESS = 0;
    static final int OUT_OF_MEMORY = 2;
    static final int NO_DEVICE = 100;
    static final int CAPABILITY_MAJOR = 75;
    static final int CAPABILITY_MINOR = 76;

    /** A stream that does not wait for the default one. */
    static final int NON_BLOCKING = 1;

    /** Binds the functions. */
    DriverApi(NativeLibrary library) {
        Native.register(DriverApi.class, library);
    }

    native int cuInit(int flags);

    native int cuDriverGetVersion(IntByReference version);

    native int cuDeviceGetCount(IntByReference count);

    native int cuDeviceGet(IntByReference device, int ordinal);

    native int cuDeviceGetName(byte[] name, int size, int device);

    native int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    native int cuDeviceTotalMem_v2(LongByReference bytes, int device);

    native int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    native int cuCtxSetCurrent(Pointer context);

    native int cuStreamCreate(PointerByReference stream, int flags);

    native int cuStreamSynchronize(Pointer stream);

    native int cuMemAlloc_v2(LongByReference address, long bytes);

    native int cuMemFree_v2(long address);

    native int cuMemHostAlloc(PointerByReference memory, long bytes, int flags);

    native int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream);

    native int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream);

    native int cuMemcpyDtoDAsync_v2(long to, long from, long bytes, Pointer stream);

    native int cuModuleLoadData(PointerByReference module, Pointer image);

    native int cuModuleUnload(Pointer module);

    native int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    native int cuLaunchKernel(
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

    native int cuGetErrorName(int error, PointerByReference text);

    native int cuGetErrorString(int error, PointerByReference text);
}
