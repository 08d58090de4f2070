package org.higher.io.weights;

import java.nio.file.Path;
import org.higher.internal.io.Place;

/**
 * Weights that can't be used: a damaged file, elements that have no counterpart here, or tensors of
 * another model.
 *
 * <p>The message names the file, the tensor, what is wrong, and what to do. Failures of the disk
 * itself are {@link java.io.IOException}s.
 */
public final class WeightsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WeightsException(String message) {
        super(Place.shortened(message, 3000, 300));
    }

    WeightsException(Path file, String message, Throwable cause) {
        super(file + ": " + Place.shortened(message, 3000, 300), cause);
    }
}
