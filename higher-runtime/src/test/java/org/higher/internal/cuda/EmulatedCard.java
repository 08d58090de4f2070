package org.higher.internal.cuda;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.higher.internal.cuda.driver.Card;
import org.higher.internal.cuda.driver.CudaDriver;
import org.higher.internal.cuda.libraries.LibrarySearch;
import org.higher.internal.gpu.driver.Accelerator;

/**
 * Libraries of CUDA for a card that is not there, made by g++ in a folder.
 *
 * <p>They are {@code card.cpp} under the names of the driver, NVRTC, cuBLAS and cuDNN. With the
 * folder in {@code LD_LIBRARY_PATH}, any program of this library finds the card by itself.
 */
public final class EmulatedCard {
    private static Optional<Path> ofThisRun = Optional.empty();
    private static boolean wasAskedFor;

    private final Path folder;

    private EmulatedCard(Path folder) {
        this.folder = folder;
    }

    /** The one that all tests of a run share; empty as {@link #folder} is. */
    public static Optional<EmulatedCard> shared() throws IOException {
        return folder().map(EmulatedCard::new);
    }

    /** An accelerator with streams and programs of its own. */
    public Accelerator start() {
        return start(folder);
    }

    /** In which order streams go on; with 0, nothing is done before it is needed. */
    public void seed(int seed) {
        library().getFunction("emulated_seed").invokeVoid(new Object[] {seed});
    }

    /** As if another process took so many bytes of memory; less than 0 gives them back. */
    void take(long bytes) {
        library().getFunction("emulated_take").invokeVoid(new Object[] {bytes});
    }

    /**
     * How often a function of the driver or of cuBLAS was called; of {@code "race"}, how many uses
     * of memory were not ordered after earlier ones; of {@code "bytes"}, what is allocated.
     */
    public long count(String what) {
        return library().getFunction("emulated_count").invokeLong(new Object[] {what});
    }

    private NativeLibrary library() {
        return NativeLibrary.getInstance(folder.resolve("libcuda.so.1").toString());
    }

    /**
     * The folder of those that all tests of a run share, made once.
     *
     * @return empty where they can't be made, or a driver of NVIDIA's is there
     */
    static synchronized Optional<Path> folder() throws IOException {
        if (!wasAskedFor) {
            wasAskedFor = true;
            if (!hasDriver()) {
                Path folder = Files.createTempDirectory("card");
                ofThisRun = make(folder).map(driver -> folder);
                folder.toFile().deleteOnExit();
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(file -> file.toFile().deleteOnExit());
                }
            }
        }
        return ofThisRun;
    }

    /**
     * Makes them.
     *
     * @return the driver's file; empty where there is no g++, or no Linux
     */
    static Optional<Path> make(Path folder) throws IOException {
        if (!System.getProperty("os.name").equals("Linux") || !runs(folder, "g++", "--version")) {
            return Optional.empty();
        }
        for (String name : List.of("card.cpp", "streams.h", "convolutions.h", "kernel.h")) {
            try (InputStream text =
                    Objects.requireNonNull(
                            EmulatedCard.class.getResourceAsStream("/cuda/" + name))) {
                Files.write(folder.resolve(name), text.readAllBytes());
            }
        }
        Path driver = folder.resolve("libcuda.so.1");
        boolean compiled =
                runs(
                        folder,
                        "g++",
                        "-std=c++17",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-DFOLDER=\"" + folder + "\"",
                        "card.cpp",
                        "-o",
                        driver.toString(),
                        "-ldl",
                        "-lpthread");
        if (!compiled) {
            throw new AssertionError("card.cpp: " + Files.readString(folder.resolve("log")));
        }
        for (String name :
                List.of(
                        "libnvrtc.so.13",
                        "libcublas.so.13",
                        "libcublasLt.so.13",
                        "libcudnn.so.9",
                        "libcudnn_graph.so.9",
                        "libcudnn_ops.so.9",
                        "libcudnn_cnn.so.9")) {
            Files.createSymbolicLink(folder.resolve(name), driver);
        }
        return Optional.of(driver);
    }

    /** The card of a folder, started. */
    static CudaAccelerator start(Path folder) {
        LibrarySearch search =
                new LibrarySearch(List.of(folder), List.of(), false, NativeLibrary::getInstance);
        CudaDriver driver = CudaDriver.start(folder.resolve("libcuda.so.1").toString());
        Card card = driver.cards().get(0);
        return new CudaAccelerator(driver, card, CudaLibraries.of(driver, card, search));
    }

    /** Whether a driver of NVIDIA's is on the machine, which this would stand in the way of. */
    static boolean hasDriver() {
        try {
            NativeLibrary.getInstance(CudaDriver.file());
            return true;
        } catch (UnsatisfiedLinkError none) {
            return false;
        }
    }

    /** Whether a library is one of these: JNA finds them by name, too, once they are loaded. */
    static boolean isIn(String file) {
        try {
            NativeLibrary.getInstance(file).getFunction("emulated_card");
            return true;
        } catch (UnsatisfiedLinkError other) {
            return false;
        }
    }

    private static boolean runs(Path folder, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes them in the folder that is given, for programs that are started by hand. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        System.out.println(make(folder).map(Path::toString).orElse("there is no g++ here"));
    }
}
