package org.higher.io.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.FormatException;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What the formats share: errors with the name of the file, and what can be written. */
final class WeightFiles {
    /** What is read from a file. */
    interface Reader<T> {
        T read() throws IOException;
    }

    private WeightFiles() {}

    /** Reads, and adds the file to what is wrong with it. */
    static <T> T reading(Path file, Reader<T> reader) throws IOException {
        try {
            return reader.read();
        } catch (FormatException e) {
            throw new WeightsException(file, String.valueOf(e.getMessage()), e);
        } catch (EOFException e) {
            throw new WeightsException(file, "it ends too early; write it again", e);
        } catch (OutOfMemoryError e) {
            // All that has been read so far is garbage now.
            throw new WeightsException(
                    file, "what it holds does not fit into the heap; give the JVM more by -Xmx", e);
        }
    }

    /** Checks that a method was given what it is about. */
    static <T> T given(@Nullable T given, String call, String kind) {
        if (given == null) {
            throw new IllegalArgumentException(call + ": null is no " + kind + "; give one");
        }
        return given;
    }

    /**
     * The tensors as they are now, cut from their graphs.
     *
     * @throws IllegalArgumentException if one can't be written
     */
    static Map<String, Tensor> writable(String call, @Nullable Map<String, Tensor> tensors) {
        Map<String, Tensor> detached = new LinkedHashMap<>();
        given(tensors, call, "map of tensors")
                .forEach(
                        (name, tensor) -> {
                            checkName(call, given(name, call, "name of a tensor"));
                            given(tensor, call + ": " + Place.shown(name), "tensor");
                            if (tensor.taskCount() != 0) {
                                throw new IllegalArgumentException(
                                        String.format(
                                                "%s: %s is of %d tasks, and files have no task"
                                                        + " axis; take it apart first",
                                                call, Place.shown(name), tensor.taskCount()));
                            }
                            if (tensor.rank() > Limits.RANK) {
                                throw new IllegalArgumentException(
                                        String.format(
                                                "%s: %s has %d axes; reshape it to %d at most",
                                                call,
                                                Place.shown(name),
                                                tensor.rank(),
                                                Limits.RANK));
                            }
                            detached.put(name, tensor.detach());
                        });
        return detached;
    }

    /** Refuses names that files can't hold. */
    static void checkName(String call, String name) {
        if (name.length() > Limits.NAME) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: the name '%s' is too long; the most are %d",
                            call, Place.shown(name), Limits.NAME));
        }
        checkText(call, name);
    }

    /** Refuses what can't be written as UTF-8. */
    static void checkText(String call, String text) {
        boolean half = text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
        if (half) {
            throw new IllegalArgumentException(
                    call
                            + ": '"
                            + Place.shown(text)
                            + "' has half a character, which files can't hold; leave it out");
        }
    }
}
