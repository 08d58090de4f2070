package org.higher.internal.opencl;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.gpu.cache.BinaryCache;
import org.higher.internal.gpu.cache.CompiledTexts;
import org.higher.internal.gpu.driver.Kernel;

/**
 * The texts that were compiled in a context, with their binaries kept on disk; a program is
 * released with its kernels once none of them is in use.
 */
final class OpenClPrograms {
    private final long context;
    private final OpenClDevice device;
    private final String options;
    private final CompiledTexts<Program> programs =
            new CompiledTexts<>(program -> releasing(program.handle, program.kernels));

    /** A compiled text, and the kernels that were made of it. */
    private static final class Program {
        final long handle;
        final List<Long> kernels = new ArrayList<>();

        Program(long handle) {
            this.handle = handle;
        }
    }

    OpenClPrograms(long context, OpenClDevice device) {
        this.context = context;
        this.device = device;
        this.options =
                "-cl-std=CL1.2"
                        + (device.isExact() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }

    synchronized Kernel kernel(String source, String name) {
        Program program = programs.of(source, () -> new Program(program(source)));
        int[] error = new int[1];
        long kernel = OpenCl.clCreateKernel(program.handle, name, error);
        if (error[0] != 0) {
            throw new IllegalStateException(
                    "opencl: clCreateKernel: %s, of %s"
                            .formatted(OpenClLibrary.name(error[0]), name));
        }
        program.kernels.add(kernel);
        return new OpenClKernel(program, kernel, name);
    }

    private static Runnable releasing(long program, List<Long> kernels) {
        return () -> {
            for (long kernel : kernels) {
                OpenClLibrary.check("clReleaseKernel", OpenCl.clReleaseKernel(kernel));
            }
            OpenClLibrary.check("clReleaseProgram", OpenCl.clReleaseProgram(program));
        };
    }

    private long program(String source) {
        String key =
                BinaryCache.key(
                        source,
                        options,
                        device.platformName(),
                        device.platformVersion(),
                        device.name(),
                        device.version());
        Optional<byte[]> binary = BinaryCache.read("opencl", key);
        if (binary.isPresent()) {
            long program = fromBinary(binary.get());
            if (program != 0) {
                return program;
            }
        }
        long program = fromSource(source);
        BinaryCache.write("opencl", key, binary(program));
        return program;
    }

    private long fromSource(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.US_ASCII);
        int[] error = new int[1];
        long program;
        try (Memory text = new Memory(bytes.length)) {
            text.write(0, bytes, 0, bytes.length);
            program =
                    OpenCl.clCreateProgramWithSource(
                            context,
                            1,
                            new long[] {Pointer.nativeValue(text)},
                            new long[] {bytes.length},
                            error);
        }
        OpenClLibrary.check("clCreateProgramWithSource", error[0]);
        int code = build(program);
        if (code != 0) {
            throw new IllegalStateException(
                    "opencl: clBuildProgram: %s, on %s:%n%s%n%s"
                            .formatted(
                                    OpenClLibrary.name(code),
                                    device.description(),
                                    log(program),
                                    source));
        }
        return program;
    }

    private int build(long program) {
        return OpenCl.clBuildProgram(program, 1, new long[] {device.device()}, options, 0, 0);
    }

    private String log(long program) {
        byte[] text = new byte[1 << 16];
        long[] length = new long[1];
        int code =
                OpenCl.clGetProgramBuildInfo(
                        program,
                        device.device(),
                        OpenCl.PROGRAM_BUILD_LOG,
                        text.length,
                        text,
                        length);
        return code == 0
                ? new String(text, 0, (int) length[0], StandardCharsets.UTF_8).strip()
                : "no log: " + OpenClLibrary.name(code);
    }

    /** A program out of what was kept; 0 if the driver does not take it. */
    private long fromBinary(byte[] bytes) {
        int[] status = new int[1];
        int[] error = new int[1];
        long program;
        try (Memory binary = new Memory(bytes.length)) {
            binary.write(0, bytes, 0, bytes.length);
            program =
                    OpenCl.clCreateProgramWithBinary(
                            context,
                            1,
                            new long[] {device.device()},
                            new long[] {bytes.length},
                            new long[] {Pointer.nativeValue(binary)},
                            status,
                            error);
        }
        if (error[0] != 0) {
            return 0;
        }
        if (status[0] != 0 || build(program) != 0) {
            OpenClLibrary.check("clReleaseProgram", OpenCl.clReleaseProgram(program));
            return 0;
        }
        return program;
    }

    private static byte[] binary(long program) {
        long[] size = new long[1];
        OpenClLibrary.check(
                "clGetProgramInfo",
                OpenCl.clGetProgramInfo(program, OpenCl.PROGRAM_BINARY_SIZES, 8, size, null));
        if (size[0] == 0) {
            return new byte[0];
        }
        try (Memory binary = new Memory(size[0])) {
            long[] at = {Pointer.nativeValue(binary)};
            OpenClLibrary.check(
                    "clGetProgramInfo",
                    OpenCl.clGetProgramInfo(program, OpenCl.PROGRAM_BINARIES, 8, at, null));
            return binary.getByteArray(0, Math.toIntExact(size[0]));
        }
    }
}
