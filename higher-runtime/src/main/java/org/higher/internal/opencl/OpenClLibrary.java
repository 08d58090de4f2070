package org.higher.internal.opencl;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.ArrayList;
import java.util.List;
import org.higher.internal.threads.DaemonThreads;

/** The OpenCL library of the system: finds it by name, and names its errors. */
final class OpenClLibrary {
    /** The loader of drivers: without a version where there are headers, else with one. */
    private static final List<String> NAMES = List.of("OpenCL", "libOpenCL.so.1", "OpenCL.dll");

    private OpenClLibrary() {}

    /**
     * Binds the functions of {@link OpenCl}.
     *
     * @throws IllegalStateException if there is no library, saying where it was looked for
     */
    static void bind() {
        bind(NAMES);
    }

    /**
     * Keeps PoCL from handling SIGFPE, unless the user's environment says otherwise.
     *
     * <p>Its handler goes on after a division of integers by zero, anywhere in the process, where
     * the JVM's throws an {@link ArithmeticException}: with it, 1 / 0 is 1 in Java. No kernel of
     * the library divides by zero.
     */
    private static void leaveSignalsToJava() {
        if (!Platform.isWindows()) {
            NativeLibrary.getProcess()
                    .getFunction("setenv")
                    .invokeInt(new Object[] {"POCL_SIGFPE_HANDLER", "0", 0});
        }
    }

    static void bind(List<String> names) {
        if (Native.POINTER_SIZE != 8) {
            throw new IllegalStateException(
                    "opencl: it needs a JVM of 64 bits; this one has fewer");
        }
        leaveSignalsToJava();
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            try {
                DaemonThreads.detached(
                        () -> Native.register(OpenCl.class, NativeLibrary.getInstance(name)));
                return;
            } catch (UnsatisfiedLinkError missing) {
                failures.add(name);
            }
        }
        throw new IllegalStateException(
                ("opencl: no OpenCL library, under any of the names %s, where the system looks for"
                                + " libraries%s; install the driver of the card, or for a CPU"
                                + " PoCL%s, or name its folder with -Djna.library.path=...")
                        .formatted(
                                failures,
                                Platform.isLinux() ? " (ldconfig -p lists them)" : "",
                                Platform.isLinux() ? " (apt-get install pocl-opencl-icd)" : ""));
    }

    /**
     * Checks what a function answered.
     *
     * @throws IllegalStateException if it is an error, naming both
     */
    static void check(String function, int code) {
        if (code != 0) {
            throw new IllegalStateException("opencl: %s: %s".formatted(function, name(code)));
        }
    }

    /** An error's name in the specification, with its number. */
    static String name(int code) {
        String name =
                switch (code) {
                    case -1 -> "device not found";
                    case -2 -> "device not available";
                    case -3 -> "compiler not available";
                    case -4 -> "memory allocation failure";
                    case -5 -> "out of resources";
                    case -6 -> "out of host memory";
                    case -11 -> "build failure";
                    case -30 -> "invalid value";
                    case -33 -> "invalid device";
                    case -34 -> "invalid context";
                    case -36 -> "invalid command queue";
                    case -38 -> "invalid memory object";
                    case -42 -> "invalid binary";
                    case -44 -> "invalid program";
                    case -45 -> "invalid program executable";
                    case -46 -> "invalid kernel name";
                    case -48 -> "invalid kernel";
                    case -49 -> "invalid argument index";
                    case -50 -> "invalid argument value";
                    case -51 -> "invalid argument size";
                    case -52 -> "invalid kernel arguments";
                    case -54 -> "invalid work group size";
                    case -55 -> "invalid work item size";
                    case -61 -> "invalid buffer size";
                    case -63 -> "invalid global work size";
                    case -1001 -> "no platform: no driver is registered";
                    default -> "error";
                };
        return name + " (" + code + ")";
    }
}
