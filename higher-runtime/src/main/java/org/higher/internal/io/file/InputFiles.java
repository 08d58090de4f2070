package org.higher.internal.io.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of files that are to be read, and of what is read from them. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * Refuses what is there, but can't be read.
     *
     * @throws IOException if it is no file, or may not be read
     */
    public static void check(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(), null, "it is a folder or a device; give the name of a file");
        }
        if (Files.exists(file) && !Files.isReadable(file)) {
            throw new AccessDeniedException(
                    file.toString(), null, "it may not be read; change its permissions");
        }
    }

    /**
     * Reads so many bytes.
     *
     * @throws EOFException if there are fewer
     */
    static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }
}
