package org.higher.internal.cuda;

/** A library of CUDA that is found by name: what it is called, and who brings it. */
enum CudaLibrary {
    NVRTC("NVRTC, the compiler", "nvidia-cuda-nvrtc") {
        @Override
        String file(int major, boolean windows) {
            return windows ? "nvrtc64_" + major + "0_0.dll" : "libnvrtc.so." + major;
        }

        @Override
        String companion(int major, boolean windows) {
            return windows
                    ? "nvrtc-builtins64_" + major + "*.dll"
                    : "libnvrtc-builtins.so." + major + ".*";
        }
    },

    CUBLAS("cuBLAS, matrix products", "nvidia-cublas") {
        @Override
        String file(int major, boolean windows) {
            return windows ? "cublas64_" + major + ".dll" : "libcublas.so." + major;
        }

        @Override
        String companion(int major, boolean windows) {
            return windows ? "cublasLt64_" + major + ".dll" : "libcublasLt.so." + major;
        }
    };

    private final String description;
    private final String pythonPackage;

    CudaLibrary(String description, String pythonPackage) {
        this.description = description;
        this.pythonPackage = pythonPackage;
    }

    /** The name of its file, for a major version of CUDA. */
    abstract String file(int major, boolean windows);

    /**
     * What it needs of its folder, as a pattern: it is loaded before, since the library itself asks
     * the system's loader for it, which may not know the folder.
     */
    abstract String companion(int major, boolean windows);

    String description() {
        return description;
    }

    /** The package of Python's index that has it, but for the suffix of CUDA 12. */
    String pythonPackage() {
        return pythonPackage;
    }
}
