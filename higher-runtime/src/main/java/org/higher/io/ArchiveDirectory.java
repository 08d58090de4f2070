package org.higher.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;

/**
 * What a ZIP file says that it contains, before anything of it is read.
 *
 * <p>Memory is allocated by these sizes, so they must be in proportion to the file's. Entries of
 * more than they say are refused when they are read.
 */
final class ArchiveDirectory {
    private final Path file;
    private final ZipFile zip;

    ArchiveDirectory(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    /**
     * Checks names and sizes.
     *
     * @throws CheckpointException if there is no manifest, an entry twice, or more in them than in
     *     files of this size
     */
    void check() throws IOException {
        long bytes = Files.size(file);
        long most = Limits.EXPANSION * bytes + Limits.TENSOR_ALLOWANCE;
        long total = 0;
        Set<String> names = new HashSet<>();
        for (Iterator<? extends ZipEntry> it = zip.stream().iterator(); it.hasNext(); ) {
            ZipEntry entry = it.next();
            if (!names.add(entry.getName())) {
                throw fail(Place.shown(entry.getName()) + " is there twice: " + Archive.DAMAGED);
            }
            checkSize(entry.getSize(), most - total, bytes);
            total += entry.getSize();
        }
        ZipEntry manifest = zip.getEntry(Archive.MANIFEST);
        if (manifest == null) {
            throw fail(
                    "it is a ZIP file without "
                            + Archive.MANIFEST
                            + ": either no checkpoint, or a damaged one");
        }
        checkSize(manifest.getSize(), Limits.EXPANSION * bytes + Limits.MANIFEST_ALLOWANCE, bytes);
    }

    private void checkSize(long size, long most, long bytes) {
        if (size < 0 || size > most) {
            throw fail(
                    String.format(
                            "its %d bytes claim to hold more than %d times as much: %s; or, if"
                                    + " another program packed it, have it packed without"
                                    + " compression",
                            bytes, Limits.EXPANSION, Archive.DAMAGED));
        }
    }

    private CheckpointException fail(String fact) {
        return new CheckpointException(file, fact);
    }
}
