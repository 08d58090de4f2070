package org.higher.io;

import java.nio.file.Path;
import org.higher.internal.io.Place;

/**
 * A checkpoint that can't be used: damaged, of a newer format, or of another model.
 *
 * <p>The message names the file, the entry, what is wrong, and what to do. Failures of the disk
 * itself are {@link java.io.IOException}s.
 */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CheckpointException(Path file, String message) {
        super(file + ": " + Place.shortened(message, 3000, 300));
    }

    CheckpointException(Path file, String message, Throwable cause) {
        super(file + ": " + Place.shortened(message, 3000, 300), cause);
    }
}
