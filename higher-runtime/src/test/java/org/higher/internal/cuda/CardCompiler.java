package org.higher.internal.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.higher.internal.cuda.libraries.CudaLibrary;
import org.higher.internal.gpu.driver.Dialect;

/** Compiles kernels for cards that are not there: NVRTC, or else CUDA's own compiler, nvcc. */
public interface CardCompiler {
    /** The language that it compiles. */
    Dialect DIALECT = CudaDialect.DIALECT;

    /**
     * Compiles a text.
     *
     * @throws IllegalStateException with the compiler's words if it does not compile
     */
    void compile(String source, String name, int... architectures);

    /** What the machine has; empty if it has neither. */
    static Optional<CardCompiler> ofThisMachine() {
        try {
            String file =
                    CudaBackendProvider.search().find(CudaLibrary.NVRTC, List.of(13, 12)).file();
            if (!EmulatedCard.isIn(file)) {
                return Optional.of(new WithNvrtc(Nvrtc.of(file)));
            }
        } catch (IllegalStateException missing) {
            // nvcc, then
        }
        return nvcc().map(WithNvcc::new);
    }

    private static Optional<Path> nvcc() {
        List<Path> places = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(folder));
        }
        places.add(Path.of("/usr/local/cuda/bin"));
        return places.stream()
                .flatMap(
                        place -> List.of(place.resolve("nvcc"), place.resolve("nvcc.exe")).stream())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The library that the backend itself takes. */
    record WithNvrtc(Nvrtc compiler) implements CardCompiler {
        @Override
        public void compile(String source, String name, int... architectures) {
            for (int architecture : architectures) {
                compiler.compile(source, name, "sm_" + architecture);
            }
        }

        @Override
        public String toString() {
            return "NVRTC " + compiler.version();
        }
    }

    /** The program, with the same options. */
    record WithNvcc(Path nvcc) implements CardCompiler {
        @Override
        public void compile(String source, String name, int... architectures) {
            try {
                Path folder = Files.createTempDirectory("kernels");
                try {
                    compile(folder, source, name, architectures);
                } finally {
                    Files.deleteIfExists(folder.resolve("kernel.cu"));
                    Files.deleteIfExists(folder.resolve("kernel.fatbin"));
                    Files.deleteIfExists(folder.resolve("log"));
                    Files.delete(folder);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void compile(Path folder, String source, String name, int... architectures)
                throws IOException {
            Path text = Files.writeString(folder.resolve("kernel.cu"), source);
            Path log = folder.resolve("log");
            List<String> command = new ArrayList<>(List.of(nvcc.toString(), "-fatbin"));
            command.addAll(List.of(CudaDialect.options()));
            command.addAll(List.of("-w", "-Xcicc", "-O0", "-Xptxas", "-O0")); // in half the time
            for (int architecture : architectures) {
                command.add(
                        "-gencode=arch=compute_%d,code=sm_%d"
                                .formatted(architecture, architecture));
            }
            command.addAll(List.of("-o", folder.resolve("kernel.fatbin").toString()));
            command.add(text.toString());
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new IllegalStateException(
                            "cuda: the kernel %s does not compile: %s"
                                    .formatted(name, Files.readString(log)));
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                process.destroyForcibly();
            }
        }

        @Override
        public String toString() {
            return nvcc.toString();
        }
    }
}
