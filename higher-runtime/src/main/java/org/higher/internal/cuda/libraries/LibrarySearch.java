package org.higher.internal.cuda.libraries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds libraries of CUDA, of the newest major version that may be used. */
public final class LibrarySearch {
    private static final Logger LOG = LoggerFactory.getLogger(LibrarySearch.class);

    /** Loads a library, by its path or by its name alone. */
    public interface Loader {
        /**
         * Loads it.
         *
         * @throws UnsatisfiedLinkError if it is not there, or what it needs is not
         */
        void load(String file);
    }

    /**
     * A library that was loaded.
     *
     * @param file as the loader takes it
     * @param major version
     */
    public record Found(String file, int major) {}

    private final List<Path> named;
    private final List<Path> usual;
    private final boolean windows;
    private final Loader loader;

    /**
     * Where to look.
     *
     * @param named folders that a user named: what is there is taken first, whatever its version
     * @param usual other folders
     * @param loader also finds what is in none of them by its name
     */
    public LibrarySearch(List<Path> named, List<Path> usual, boolean windows, Loader loader) {
        this.named = named;
        this.usual = usual;
        this.windows = windows;
        this.loader = loader;
    }

    /**
     * Loads a library.
     *
     * @param majors versions that may be used, the best first
     * @throws IllegalStateException naming the library, its versions and where it was looked for
     */
    public Found find(CudaLibrary library, List<Integer> majors) {
        List<String> broken = new ArrayList<>();
        return find(library, majors, broken).orElseThrow(() -> missing(library, majors, broken));
    }

    /** Loads a library that may be missing; one that is there and can't be loaded is logged. */
    public Optional<Found> findIfThere(CudaLibrary library, List<Integer> majors) {
        List<String> broken = new ArrayList<>();
        Optional<Found> found = find(library, majors, broken);
        if (found.isEmpty()) {
            broken.forEach(each -> LOG.warn("{}, is not used: {}", library.description(), each));
        }
        return found;
    }

    private Optional<Found> find(CudaLibrary library, List<Integer> majors, List<String> broken) {
        for (List<Path> folders : List.of(named, usual)) {
            for (int major : majors) {
                for (Path folder : folders) {
                    Optional<Found> found = load(library, major, folder, broken);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        for (int major : majors) {
            String file = library.file(major, windows);
            try {
                library.parts(major, windows).forEach(loader::load);
                loader.load(file);
                return Optional.of(new Found(file, major));
            } catch (UnsatisfiedLinkError unknown) {
                // said below: the loader does not know it
            }
        }
        return Optional.empty();
    }

    private Optional<Found> load(CudaLibrary library, int major, Path folder, List<String> broken) {
        Path file = folder.resolve(library.file(major, windows));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            for (String companion : library.companions(major, windows)) {
                LibraryFolders.children(folder, companion)
                        .forEach(found -> loader.load(found.toString()));
            }
            for (String part : library.parts(major, windows)) {
                loader.load(folder.resolve(part).toString());
            }
            loader.load(file.toString());
            return Optional.of(new Found(file.toString(), major));
        } catch (UnsatisfiedLinkError failed) {
            broken.add(file + " can't be loaded: " + failed.getMessage());
            return Optional.empty();
        }
    }

    private IllegalStateException missing(
            CudaLibrary library, List<Integer> majors, List<String> broken) {
        String files =
                majors.stream()
                        .map(major -> library.file(major, windows))
                        .collect(Collectors.joining(" or "));
        List<Path> folders = new ArrayList<>(named);
        folders.addAll(usual);
        return new IllegalStateException(
                ("cuda: %s, was not found: looked for %s, by the system's loader and in %s%s;"
                                + " install CUDA %s (or, for Python, %s), or name its folder with"
                                + " -D%s")
                        .formatted(
                                library.description(),
                                files,
                                folders.isEmpty()
                                        ? "no folder, as none of CUDA or of Python is there"
                                        : folders.stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(", ")),
                                broken.isEmpty() ? "" : "; " + String.join("; ", broken),
                                majors.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" or ")),
                                library.pythonPackage() + (majors.get(0) == 12 ? "-cu12" : ""),
                                LibraryFolders.PROPERTY));
    }
}
