package org.higher.internal.cuda;

import java.util.List;

/** A library of CUDA that is found by name: what it is called, and who brings it. */
enum CudaLibrary {
    NVRTC("NVRTC, the compiler", "nvidia-cuda-nvrtc") {
        @Override
        List<String> files(int major, boolean windows) {
            return windows
                    ? List.of("nvrtc64_" + major + "0_0.dll")
                    : List.of("libnvrtc.so." + major);
        }
    },

    /** It needs cublasLt, which is loaded before it. */
    CUBLAS("cuBLAS, matrix products", "nvidia-cublas") {
        @Override
        List<String> files(int major, boolean windows) {
            return windows
                    ? List.of("cublasLt64_" + major + ".dll", "cublas64_" + major + ".dll")
                    : List.of("libcublasLt.so." + major, "libcublas.so." + major);
        }
    };

    private final String description;
    private final String pythonPackage;

    CudaLibrary(String description, String pythonPackage) {
        this.description = description;
        this.pythonPackage = pythonPackage;
    }

    /**
     * The names of its files for a major version of CUDA, in the order in which they are loaded, the
     * library itself last; all in one folder.
     */
    abstract List<String> files(int major, boolean windows);

    String description() {
        return description;
    }

    /** The package of Python's index that has it, but for the suffix of CUDA 12. */
    String pythonPackage() {
        return pythonPackage;
    }
}
