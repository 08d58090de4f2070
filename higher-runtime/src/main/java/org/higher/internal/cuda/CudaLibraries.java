package org.higher.internal.cuda;

import java.util.List;
import java.util.Optional;
import org.higher.internal.cuda.driver.Card;
import org.higher.internal.cuda.driver.CudaDriver;
import org.higher.internal.cuda.libraries.CudaLibrary;
import org.higher.internal.cuda.libraries.LibrarySearch;

/**
 * The libraries that were found for a card.
 *
 * @param architecture that the compiler compiles for
 * @param cublas the file of cuBLAS
 * @param cudnn the file of cuDNN, which may be missing
 */
record CudaLibraries(Nvrtc compiler, String architecture, String cublas, Optional<String> cudnn) {
    /** The system property by which cuDNN is not used. */
    static final String CUDNN = "higher.cuda.cudnn";

    private static final List<Integer> VERSIONS_OF_CUDNN = List.of(9, 8);

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
                search.find(CudaLibrary.CUBLAS, majors).file(),
                cudnn(search));
    }

    private static Optional<String> cudnn(LibrarySearch search) {
        return System.getProperty(CUDNN, "true").equals("false")
                ? Optional.empty()
                : search.findIfThere(CudaLibrary.CUDNN, VERSIONS_OF_CUDNN)
                        .map(LibrarySearch.Found::file);
    }
}
