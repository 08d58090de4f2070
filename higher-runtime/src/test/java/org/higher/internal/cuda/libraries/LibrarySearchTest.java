package org.higher.internal.cuda.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.higher.internal.cuda.libraries.LibrarySearch.Found;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries of CUDA among folders that the test makes; none of them is really loaded. */
class LibrarySearchTest {
    private static final List<Integer> BOTH = List.of(13, 12);

    @TempDir Path root;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> loaded = new ArrayList<>();
    private final Set<String> broken = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();

    @BeforeEach
    void nothing() {
        environment.put("HOME", root.resolve("home").toString());
    }

    /** Makes files, with their folders. */
    private Path files(String folder, String... names) {
        try {
            Path made = Files.createDirectories(root.resolve(folder));
            for (String name : names) {
                Files.createFile(made.resolve(name));
            }
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void load(String file) {
        boolean path = file.contains(File.separator);
        if (path ? broken.contains(file) : !known.contains(file)) {
            throw new UnsatisfiedLinkError("of another machine");
        }
        loaded.add(file);
    }

    private LibrarySearch search(boolean windows) {
        LibraryFolders folders = new LibraryFolders(environment, root, windows);
        return new LibrarySearch(folders.named(null), folders.usual(), windows, this::load);
    }

    private Found nvrtc() {
        return search(false).find(CudaLibrary.NVRTC, BOTH);
    }

    @Test
    void theNewestMajorVersionIsTaken() {
        files("usr/local/cuda-12.4/lib64", "libnvrtc.so.12");
        Path newest = files("usr/local/cuda-13.0/targets/x86_64-linux/lib", "libnvrtc.so.13");

        assertThat(nvrtc()).isEqualTo(new Found(newest.resolve("libnvrtc.so.13").toString(), 13));
        assertThat(search(false).find(CudaLibrary.NVRTC, List.of(12)).file())
                .isEqualTo(root.resolve("usr/local/cuda-12.4/lib64/libnvrtc.so.12").toString());
    }

    @Test
    void aFolderThatAUserNamesComesFirst() {
        files("usr/local/cuda/lib64", "libnvrtc.so.13");
        Path own = files("own", "libnvrtc.so.12");
        environment.put(LibraryFolders.VARIABLE, own.toString());

        assertThat(nvrtc()).isEqualTo(new Found(own.resolve("libnvrtc.so.12").toString(), 12));
        LibraryFolders folders = new LibraryFolders(environment, root, false);
        assertThat(folders.named(root.resolve("usr").toString()))
                .containsExactly(root.resolve("usr"));
    }

    @Test
    void theLoadersPathAndToolkitsOfTheEnvironmentAreLookedAt() {
        Path loader = files("loader", "libnvrtc.so.13");
        environment.put("LD_LIBRARY_PATH", "/nowhere" + File.pathSeparator + loader);
        assertThat(nvrtc().file()).startsWith(loader.toString());

        environment.remove("LD_LIBRARY_PATH");
        Path toolkit = files("toolkit/lib64", "libnvrtc.so.13");
        environment.put("CUDA_HOME", root.resolve("toolkit").toString());
        assertThat(nvrtc().file()).startsWith(toolkit.toString());
    }

    @Test
    void thePackagesOfPythonsEnvironmentsAreLookedAt() throws IOException {
        Path packages = Path.of("/lib/python3.12/site-packages/nvidia");
        Path inEnvironment = files("venv" + packages + "/cu13/lib", "libnvrtc.so.13");
        files("venv/bin");
        Path python = files("usr/bin", "python3").resolve("python3");
        Files.createSymbolicLink(root.resolve("venv/bin/python3"), python);
        environment.put("PATH", root.resolve("venv/bin").toString());
        assertThat(nvrtc().file()).startsWith(inEnvironment.toString());

        environment.put("PATH", "");
        Path ofUser = files("home/.local" + packages + "/cuda_nvrtc/lib", "libnvrtc.so.12");
        assertThat(nvrtc()).isEqualTo(new Found(ofUser.resolve("libnvrtc.so.12").toString(), 12));
        environment.put("VIRTUAL_ENV", root.resolve("venv").toString());
        assertThat(nvrtc().file()).startsWith(inEnvironment.toString());
    }

    @Test
    void cublasIsLoadedWithWhatItNeeds() {
        Path whole = files("usr/local/cuda-13.0/lib64", "libcublas.so.13", "libcublasLt.so.13");

        assertThat(search(false).find(CudaLibrary.CUBLAS, BOTH).file())
                .isEqualTo(whole.resolve("libcublas.so.13").toString());
        assertThat(loaded)
                .containsExactly(
                        whole.resolve("libcublasLt.so.13").toString(),
                        whole.resolve("libcublas.so.13").toString());
    }

    /** It asks the loader for what is beside it, which knows what is loaded already. */
    @Test
    void theCompilerIsLoadedWithWhatItNeeds() {
        Path folder = files("usr/local/cuda/lib64", "libnvrtc.so.13", "libnvrtc-builtins.so.13.0");
        nvrtc();
        assertThat(loaded)
                .containsExactly(
                        folder.resolve("libnvrtc-builtins.so.13.0").toString(),
                        folder.resolve("libnvrtc.so.13").toString());
    }

    /** It ends the process where it does not find them. */
    @Test
    void cudnnIsNotLoadedWithoutItsParts() {
        Path bare = files("usr/local/cuda/lib64", "libcudnn.so.9");
        files("usr/lib64", "libcudnn.so.8", "libcudnn_ops_infer.so.8");
        for (String part : List.of("libcudnn_graph.so.9", "libcudnn_ops_train.so.8")) {
            broken.add(bare.resolve(part).toString());
            broken.add(root.resolve("usr/lib64").resolve(part).toString());
        }
        List<Integer> versions = List.of(9, 8);
        assertThat(search(false).findIfThere(CudaLibrary.CUDNN, versions)).isEmpty();

        String packages = "venv/lib/python3.12/site-packages/nvidia/cudnn/lib";
        List<String> files =
                List.of(
                        "libcudnn_graph.so.9",
                        "libcudnn_ops.so.9",
                        "libcudnn_cnn.so.9",
                        "libcudnn.so.9");
        Path whole = files(packages, files.toArray(String[]::new));
        environment.put("VIRTUAL_ENV", root.resolve("venv").toString());
        loaded.clear();
        assertThat(search(false).findIfThere(CudaLibrary.CUDNN, versions))
                .contains(new Found(whole.resolve("libcudnn.so.9").toString(), 9));
        assertThat(loaded)
                .containsExactlyElementsOf(
                        files.stream().map(file -> whole.resolve(file).toString()).toList());
    }

    @Test
    void theLoaderItselfMayKnowOne() {
        known.add("libnvrtc.so.12");
        assertThat(nvrtc()).isEqualTo(new Found("libnvrtc.so.12", 12));
    }

    @Test
    void whatCannotBeLoadedIsLeftForTheNext() {
        Path bad = files("usr/local/cuda-13.1/lib64", "libnvrtc.so.13").resolve("libnvrtc.so.13");
        Path good = files("usr/local/cuda-13.0/lib64", "libnvrtc.so.13");
        broken.add(bad.toString());
        assertThat(nvrtc().file()).startsWith(good.toString());
    }

    @Test
    void anErrorNamesTheLibraryItsVersionsAndWhereItWasLookedFor() {
        Path folder = files("usr/local/cuda-13.0/lib64", "libnvrtc.so.13");
        Path file = folder.resolve("libnvrtc.so.13");
        broken.add(file.toString());

        assertThatIllegalStateException()
                .isThrownBy(this::nvrtc)
                .withMessage(
                        "cuda: NVRTC, the compiler, was not found: looked for libnvrtc.so.13 or"
                                + " libnvrtc.so.12, by the system's loader and in %s; %s can't be"
                                + " loaded: of another machine; install CUDA 13 or 12 (or, for"
                                + " Python, nvidia-cuda-nvrtc), or name its folder with"
                                + " -Dhigher.cuda.libraries",
                        folder, file);
        assertThatIllegalStateException()
                .isThrownBy(() -> search(false).find(CudaLibrary.CUBLAS, List.of(12)))
                .withMessage(
                        "cuda: cuBLAS, matrix products, was not found: looked for"
                                + " libcublas.so.12, by the system's loader and in %s; install CUDA 12 (or, for Python,"
                                + " nvidia-cublas-cu12), or name its folder with"
                                + " -Dhigher.cuda.libraries",
                        folder);
    }

    @Test
    void aMachineWithoutAnythingIsSaidToHaveNoFolders() {
        assertThatIllegalStateException()
                .isThrownBy(this::nvrtc)
                .withMessageContaining(
                        "and in no folder, as none of CUDA or of Python is there; install CUDA 13"
                                + " or 12");
    }

    @Test
    void windowsHasOtherNamesAndPlaces() {
        environment.put("ProgramFiles", root.resolve("programs").toString());
        String toolkits = "programs/NVIDIA GPU Computing Toolkit/CUDA/";
        files(toolkits + "v12.6/bin", "nvrtc64_120_0.dll");
        Path newest = files(toolkits + "v13.0/bin/x64", "nvrtc64_130_0.dll");
        Path python = files("python", "python.exe");
        Path packages =
                files(
                        "python/Lib/site-packages/nvidia/cublas/bin",
                        "cublas64_12.dll",
                        "cublasLt64_12.dll");
        environment.put("PATH", python.toString());

        assertThat(search(true).find(CudaLibrary.NVRTC, BOTH).file()).startsWith(newest.toString());
        assertThat(search(true).find(CudaLibrary.CUBLAS, BOTH).file())
                .isEqualTo(packages.resolve("cublas64_12.dll").toString());
    }
}
