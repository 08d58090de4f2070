package org.higher.internal.cuda.libraries;

import java.util.List;

/** A library of CUDA that is found by name: what it is called, and who brings it. */
public enum CudaLibrary {
    NVRTC("NVRTC, the compiler", "nvidia-cuda-nvrtc") {
        @Override
        String file(int major, boolean windows) {
            return windows ? "nvrtc64_" + major + "0_0.dll" : "libnvrtc.so." + major;
        }

        @Override
        List<String> companions(int major, boolean windows) {
            return List.of(
                    windows
                            ? "nvrtc-builtins64_" + major + "*.dll"
                            : "libnvrtc-builtins.so." + major + ".*");
        }
    },

    CUBLAS("cuBLAS, matrix products", "nvidia-cublas") {
        @Override
        String file(int major, boolean windows) {
            return windows ? "cublas64_" + major + ".dll" : "libcublas.so." + major;
        }

        @Override
        List<String> companions(int major, boolean windows) {
            return List.of(windows ? "cublasLt64_" + major + ".dll" : "libcublasLt.so." + major);
        }
    },

    /** Its major versions are its own, 9 and 8, each for several versions of CUDA. */
    CUDNN("cuDNN, convolutions", "nvidia-cudnn") {
        @Override
        String file(int major, boolean windows) {
            return file("cudnn", major, windows);
        }

        /** It ends the process if it does not find one of them when it is called. */
        @Override
        List<String> parts(int major, boolean windows) {
            List<String> names =
                    major >= 9
                            ? List.of("cudnn_graph", "cudnn_ops", "cudnn_cnn")
                            : List.of(
                                    "cudnn_ops_infer",
                                    "cudnn_ops_train",
                                    "cudnn_cnn_infer",
                                    "cudnn_cnn_train");
            return names.stream().map(name -> file(name, major, windows)).toList();
        }

        private static String file(String name, int major, boolean windows) {
            return windows ? name + "64_" + major + ".dll" : "lib" + name + ".so." + major;
        }
    };

    private final String description;
    private final String pythonPackage;

    CudaLibrary(String description, String pythonPackage) {
        this.description = description;
        this.pythonPackage = pythonPackage;
    }

    /** The name of its file, for a major version. */
    abstract String file(int major, boolean windows);

    /**
     * What it needs of its folder, as patterns: it is loaded before, since the library itself asks
     * the system's loader for it, which may not know the folder.
     */
    List<String> companions(int major, boolean windows) {
        return List.of();
    }

    /** The files of libraries that it must not be used without, to be loaded in order before it. */
    List<String> parts(int major, boolean windows) {
        return List.of();
    }

    String description() {
        return description;
    }

    /** The package of Python's index that has it, but for the suffix of CUDA 12. */
    String pythonPackage() {
        return pythonPackage;
    }
}
