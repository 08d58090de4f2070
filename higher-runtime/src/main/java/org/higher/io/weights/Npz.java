package org.higher.io.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.AtomicFile;
import org.higher.internal.io.file.FormatException;
import org.higher.internal.io.file.Npy;
import org.higher.internal.io.file.ZipReader;
import org.higher.internal.io.file.ZipWriter;
import org.higher.tensor.Tensor;

/**
 * NumPy's archives of arrays, {@code .npz}: what {@code numpy.savez} writes and {@code numpy.load}
 * reads.
 *
 * <p>Elements are read as the type that holds their values: float32, float16, booleans (as 0 and 1)
 * and integers of up to 16 bits as FLOAT32; float64 and larger integers as FLOAT64. Either order of
 * bytes and of axes is read. Anything else is refused, pickled Python objects first of all: a file
 * holds numbers, and no code.
 *
 * <p>Source: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format
 * </a>.
 */
public final class Npz {
    private static final String ARRAY = ".npy";

    /**
     * Of an entry's name, in bytes: what ZIP has for all that is said of an entry, less the rest.
     */
    private static final int LONGEST_ENTRY = 65_535 - 46;

    private static final ZipReader.Kind KIND =
            new ZipReader.Kind("file of numpy.savez", "the file is damaged; write it again");

    private Npz() {}

    /**
     * Reads all arrays by their names, in the file's order.
     *
     * <p>Compressed files ({@code numpy.savez_compressed}) may hold 32 times their size, and 16 MB
     * more; so small files can't fill memory.
     *
     * @throws IOException if there is no such file, or it can't be read
     * @throws WeightsException if it is no such archive, damaged, or has other elements, also
     *     integers beyond 2^53, which no double holds exactly
     */
    public static Map<String, Tensor> load(Path file) throws IOException {
        WeightFiles.given(file, "Npz.load", "file");
        return WeightFiles.reading(file, () -> read(file));
    }

    private static Map<String, Tensor> read(Path file) throws IOException {
        try (ZipReader zip = ZipReader.open(file, KIND)) {
            for (String entry : zip.entries().keySet()) {
                if (!entry.endsWith(ARRAY)) {
                    throw FormatException.unsupported(other(entry));
                }
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String entry : zip.entries().keySet()) {
                Tensor tensor =
                        zip.read(
                                entry,
                                (size, in) -> {
                                    Npy.Header header = Npy.readHeader(in);
                                    return Npy.readElements(
                                            in, header, header.size(size.getSize()));
                                });
                tensors.put(entry.substring(0, entry.length() - ARRAY.length()), tensor);
            }
            return Collections.unmodifiableMap(tensors);
        }
    }

    /** What a file is that has something else than arrays. */
    private static String other(String entry) {
        if (entry.endsWith("data.pkl")) {
            return "it was written by torch.save, and its pickled objects could run code; write it"
                    + " by numpy.savez or safetensors";
        }
        if (entry.equals("manifest.json")) {
            return "it has a manifest.json: if it is a checkpoint, load it by Checkpoint.load";
        }
        return Place.shown(entry) + " is no array; write the file by numpy.savez";
    }

    /**
     * Writes tensors, in place of a file that is there, which is replaced as a whole.
     *
     * <p>Nothing is compressed, and bits are kept.
     *
     * @throws IOException if it can't be written; then the old file is as it was
     * @throws IllegalArgumentException if a tensor has a {@linkplain Tensor#taskCount task axis},
     *     or a name that files can't hold
     */
    public static void save(Path file, Map<String, Tensor> tensors) throws IOException {
        WeightFiles.given(file, "Npz.save", "file");
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        WeightFiles.writable("Npz.save", tensors)
                .forEach((name, tensor) -> arrays.put(entry(name), tensor));
        AtomicFile.write(file, out -> ZipWriter.write(Map.of(), arrays, out));
    }

    private static String entry(String name) {
        String entry = name + ARRAY;
        int bytes = entry.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_ENTRY) {
            throw new IllegalArgumentException(
                    String.format(
                            "Npz.save: the name '%s' has %d bytes; the most are %d",
                            Place.shown(name),
                            bytes - ARRAY.length(),
                            LONGEST_ENTRY - ARRAY.length()));
        }
        return entry;
    }
}
