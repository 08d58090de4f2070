package org.higher.internal.cuda;

import java.util.List;

/**
 * The libraries that were found for a card.
 *
 * @param architecture that the compiler compiles for
 * @param cublas the file of cuBLAS
 */
record CudaLibraries(Nvrtc compiler, String architecture, String cublas) {
    /**
     * Finds them.
     *
     * @throws IllegalStateException naming the library, the versions that would do, and the folders
     *     where it was looked for
     */
    static CudaLibraries of(CudaDriver driver, Card card, LibrarySearch search) {
        List<Integer> majors = driver.majors(card);
        Nvrtc compiler = Nvrtc.of(search.find(CudaLibrary.NVRTC, majors).file());
        return new CudaLibraries(
                compiler,
                compiler.architecture(card),
                search.find(CudaLibrary.CUBLAS, majors).file());
    }
}
