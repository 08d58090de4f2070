package org.higher.internal.opencl;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A device of a platform, as its driver describes it.
 *
 * @param platformVersion of the driver's platform, which binaries depend on
 * @param memory its bytes
 * @param largest the most bytes of one buffer
 * @param isExact whether floats can be divided and roots taken with correct rounding
 */
record OpenClDevice(
        long platform,
        long device,
        String platformName,
        String platformVersion,
        String name,
        String version,
        boolean isGpu,
        int units,
        long memory,
        long largest,
        boolean hasDoubles,
        boolean isExact) {

    /**
     * All usable devices of all platforms, GPUs first.
     *
     * @throws IllegalStateException if there is none, saying what was found
     */
    static List<OpenClDevice> all() {
        int[] count = new int[1];
        int code = OpenCl.clGetPlatformIDs(0, null, count);
        if (code != 0 || count[0] == 0) {
            throw new IllegalStateException(
                    ("opencl: there is an OpenCL library, but no driver that it knows: %s; install"
                                    + " that of the card, or for a CPU PoCL (apt-get install"
                                    + " pocl-opencl-icd)")
                            .formatted(code == 0 ? "no platform" : OpenClLibrary.name(code)));
        }
        long[] platforms = new long[count[0]];
        OpenClLibrary.check(
                "clGetPlatformIDs", OpenCl.clGetPlatformIDs(platforms.length, platforms, null));
        List<OpenClDevice> usable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (long platform : platforms) {
            addDevices(platform, usable, others);
        }
        if (usable.isEmpty()) {
            throw new IllegalStateException(
                    ("opencl: no device that is available and has a compiler; platforms without"
                                    + " one: %s; install a driver")
                            .formatted(others));
        }
        usable.sort(Comparator.comparing(device -> !device.isGpu));
        return List.copyOf(usable);
    }

    private static void addDevices(long platform, List<OpenClDevice> usable, List<String> others) {
        String name = platformText(platform, OpenCl.PLATFORM_NAME);
        int[] count = new int[1];
        int code = OpenCl.clGetDeviceIDs(platform, OpenCl.DEVICE_TYPE_ALL, 0, null, count);
        int found = usable.size();
        if (code == 0 && count[0] > 0) {
            long[] devices = new long[count[0]];
            OpenClLibrary.check(
                    "clGetDeviceIDs",
                    OpenCl.clGetDeviceIDs(
                            platform, OpenCl.DEVICE_TYPE_ALL, devices.length, devices, null));
            for (long device : devices) {
                if (number(device, OpenCl.DEVICE_AVAILABLE) != 0
                        && number(device, OpenCl.DEVICE_COMPILER_AVAILABLE) != 0
                        && number(device, OpenCl.DEVICE_MAX_WORK_GROUP_SIZE) >= 256) {
                    usable.add(describe(platform, device));
                }
            }
        }
        if (usable.size() == found) {
            others.add(name);
        }
    }

    private static OpenClDevice describe(long platform, long device) {
        return new OpenClDevice(
                platform,
                device,
                platformText(platform, OpenCl.PLATFORM_NAME),
                platformText(platform, OpenCl.PLATFORM_VERSION),
                text(device, OpenCl.DEVICE_NAME),
                text(device, OpenCl.DEVICE_VERSION) + " " + text(device, OpenCl.DRIVER_VERSION),
                (number(device, OpenCl.DEVICE_TYPE) & OpenCl.DEVICE_TYPE_GPU) != 0,
                (int) number(device, OpenCl.DEVICE_MAX_COMPUTE_UNITS),
                number(device, OpenCl.DEVICE_GLOBAL_MEM_SIZE),
                number(device, OpenCl.DEVICE_MAX_MEM_ALLOC_SIZE),
                number(device, OpenCl.DEVICE_DOUBLE_FP_CONFIG) != 0,
                (number(device, OpenCl.DEVICE_SINGLE_FP_CONFIG)
                                & OpenCl.FP_CORRECTLY_ROUNDED_DIVIDE_SQRT)
                        != 0);
    }

    /** As {@code "Portable Computing Language, pthread-skylake, 2 units, 15.6 GB"}. */
    String description() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d units, %.1f GB%s",
                platformName,
                name,
                units,
                memory / 1e9,
                hasDoubles ? "" : ", no doubles");
    }

    private static String platformText(long platform, int what) {
        byte[] bytes = new byte[1024];
        OpenClLibrary.check(
                "clGetPlatformInfo",
                OpenCl.clGetPlatformInfo(platform, what, bytes.length, bytes, null));
        return text(bytes);
    }

    private static String text(long device, int what) {
        byte[] bytes = new byte[1024];
        OpenClLibrary.check(
                "clGetDeviceInfo", OpenCl.clGetDeviceInfo(device, what, bytes.length, bytes, null));
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return Native.toString(bytes, StandardCharsets.UTF_8.name()).strip();
    }

    /** An int, a long or a size; 0 where an old driver does not know the question. */
    private static long number(long device, int what) {
        byte[] bytes = new byte[8];
        int code = OpenCl.clGetDeviceInfo(device, what, bytes.length, bytes, null);
        return code == 0 ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong() : 0;
    }
}
