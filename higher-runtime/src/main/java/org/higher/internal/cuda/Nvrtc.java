package org.higher.internal.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.higher.internal.cuda.driver.Card;

/** NVIDIA's compiler of kernels at run time: a text in, code for a card out. No card is needed. */
final class Nvrtc {
    private final NvrtcApi api;
    private final String version;
    private final int[] architectures;

    private Nvrtc(NvrtcApi api) {
        this.api = api;
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        check(api.nvrtcVersion(major, minor), "nvrtcVersion");
        version = major.getValue() + "." + minor.getValue();
        IntByReference count = new IntByReference();
        check(api.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
        architectures = new int[count.getValue()];
        check(api.nvrtcGetSupportedArchs(architectures), "nvrtcGetSupportedArchs");
        Arrays.sort(architectures);
    }

    /** With a library that was found. */
    static Nvrtc of(String file) {
        return new Nvrtc(Native.load(file, NvrtcApi.class));
    }

    /** As {@code "13.0"}. */
    String version() {
        return version;
    }

    /**
     * What to compile for, as the compiler's option has it: machine code where it knows the card,
     * or an older one of the same major version, whose code the card runs; else PTX, of which the
     * driver makes code.
     *
     * @throws IllegalStateException if the card is older than all that it knows
     */
    String architecture(Card card) {
        String best = "";
        for (int known : architectures) {
            if (known <= card.capability()) {
                best = (known / 10 == card.major() ? "sm_" : "compute_") + known;
            }
        }
        if (best.isEmpty()) {
            throw new IllegalStateException(
                    "cuda: %s is too old for NVRTC %s, which compiles for %s and later"
                            .formatted(
                                    card,
                                    version,
                                    Arrays.stream(architectures)
                                            .mapToObj(known -> known / 10 + "." + known % 10)
                                            .limit(1)
                                            .collect(Collectors.joining())));
        }
        return best;
    }

    /**
     * Compiles a text.
     *
     * @param name of the kernel, for messages
     * @param architecture as {@code "sm_90"}, for machine code, or {@code "compute_90"}, for PTX
     * @return what the driver loads
     * @throws IllegalStateException with the compiler's words if it does not compile
     */
    byte[] compile(String source, String name, String architecture) {
        PointerByReference program = new PointerByReference();
        check(
                api.nvrtcCreateProgram(program, source, name + ".cu", 0, null, null),
                "nvrtcCreateProgram");
        try {
            String[] options = CudaDialect.options();
            options = Arrays.copyOf(options, options.length + 1);
            options[options.length - 1] = "--gpu-architecture=" + architecture;
            int error = api.nvrtcCompileProgram(program.getValue(), options.length, options);
            if (error != 0) {
                throw new IllegalStateException(
                        "cuda: the kernel %s does not compile for %s: %s: %s"
                                .formatted(
                                        name,
                                        architecture,
                                        api.nvrtcGetErrorString(error),
                                        log(program.getValue())));
            }
            return architecture.startsWith("sm_")
                    ? machineCode(program.getValue())
                    : ptx(program.getValue());
        } finally {
            api.nvrtcDestroyProgram(program);
        }
    }

    private byte[] machineCode(Pointer program) {
        LongByReference size = new LongByReference();
        check(api.nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
        byte[] image = new byte[Math.toIntExact(size.getValue())];
        check(api.nvrtcGetCUBIN(program, image), "nvrtcGetCUBIN");
        return image;
    }

    private byte[] ptx(Pointer program) {
        LongByReference size = new LongByReference();
        check(api.nvrtcGetPTXSize(program, size), "nvrtcGetPTXSize");
        byte[] text = new byte[Math.toIntExact(size.getValue())];
        check(api.nvrtcGetPTX(program, text), "nvrtcGetPTX");
        return text;
    }

    private String log(Pointer program) {
        LongByReference size = new LongByReference();
        if (api.nvrtcGetProgramLogSize(program, size) != 0 || size.getValue() == 0) {
            return "no log";
        }
        byte[] text = new byte[Math.toIntExact(size.getValue())];
        return api.nvrtcGetProgramLog(program, text) == 0
                ? Native.toString(text, StandardCharsets.UTF_8.name())
                : "no log";
    }

    private void check(int error, String call) {
        if (error != 0) {
            throw new IllegalStateException(
                    "cuda: %s failed: %s".formatted(call, api.nvrtcGetErrorString(error)));
        }
    }
}
