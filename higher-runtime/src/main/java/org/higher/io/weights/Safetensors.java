package org.higher.io.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.higher.internal.io.Place;
import org.higher.internal.io.file.AtomicFile;
import org.higher.internal.io.file.FormatException;
import org.higher.internal.io.file.InputFiles;
import org.higher.internal.io.file.SafetensorsHeader;
import org.higher.tensor.Tensor;

/**
 * Files of safetensors: named tensors, and no code.
 *
 * <p>Elements are read as the type that holds their values: F32, F16, BF16, BOOL (as 0 and 1) and
 * integers of up to 16 bits as FLOAT32; F64 and larger integers as FLOAT64. Types of 8 bits and
 * less that are no integers, and complex numbers, are refused. Written are F32 and F64.
 *
 * <p>The format has no checksum: a file is checked for everything that its header says (lengths,
 * shapes, places that overlap or have gaps, names that occur twice), but a changed element is a
 * changed number.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">safetensors</a>, "Format".
 */
public final class Safetensors {
    private Safetensors() {}

    /**
     * Reads all tensors by their names, in the header's order.
     *
     * @throws IOException if there is no such file, or it can't be read
     * @throws WeightsException if it is no such file, damaged, or has other elements, also integers
     *     beyond 2^53, which no double holds exactly
     */
    public static Map<String, Tensor> load(Path file) throws IOException {
        WeightFiles.given(file, "Safetensors.load", "file");
        return WeightFiles.reading(file, () -> read(file));
    }

    private static Map<String, Tensor> read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            SafetensorsHeader header = SafetensorsHeader.read(in, Files.size(file));
            Map<String, Tensor> read = new HashMap<>();
            for (Map.Entry<String, SafetensorsHeader.Item> entry : header.inOrder()) {
                read.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), in));
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : header.tensors().keySet()) {
                tensors.put(name, Objects.requireNonNull(read.get(name), name));
            }
            return Collections.unmodifiableMap(tensors);
        }
    }

    private static Tensor tensor(String name, SafetensorsHeader.Item item, InputStream in)
            throws IOException {
        try {
            return item.type().read(in, ByteOrder.LITTLE_ENDIAN, item.shape(), item.size());
        } catch (FormatException e) {
            throw new FormatException(Place.shown(name) + ": " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputFiles.check(file);
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /**
     * The texts that a file has beside its tensors, by their names; none if it has none.
     *
     * @throws IOException if there is no such file, or it can't be read
     * @throws WeightsException if it is no such file, or damaged
     */
    public static Map<String, String> metadata(Path file) throws IOException {
        WeightFiles.given(file, "Safetensors.metadata", "file");
        return WeightFiles.reading(
                file,
                () -> {
                    try (InputStream in = open(file)) {
                        return Collections.unmodifiableMap(
                                SafetensorsHeader.read(in, Files.size(file)).metadata());
                    }
                });
    }

    /** As {@link #save(Path, Map, Map)}, without texts. */
    public static void save(Path file, Map<String, Tensor> tensors) throws IOException {
        save(file, tensors, Map.of());
    }

    /**
     * Writes tensors, in place of a file that is there, which is replaced as a whole.
     *
     * @param metadata texts by their names, which some programs look for: {@code "format", "pt"}
     * @throws IOException if it can't be written; then the old file is as it was
     * @throws IllegalArgumentException if a tensor has a {@linkplain Tensor#taskCount task axis},
     *     or a name that files can't hold
     */
    public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        String call = "Safetensors.save";
        WeightFiles.given(file, call, "file");
        WeightFiles.given(metadata, call, "map of texts");
        Map<String, Tensor> detached = WeightFiles.writable(call, tensors);
        if (detached.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    call
                            + ": a tensor is called "
                            + SafetensorsHeader.METADATA
                            + ", which the format has for texts; give it another name");
        }
        metadata.forEach(
                (name, text) -> {
                    WeightFiles.checkText(call, WeightFiles.given(name, call, "name of a text"));
                    WeightFiles.checkText(call, WeightFiles.given(text, call, "text"));
                });
        SafetensorsHeader header = SafetensorsHeader.of(detached, metadata);
        byte[] bytes = bytes(call, header);
        AtomicFile.write(file, out -> write(bytes, header, detached, out));
    }

    private static byte[] bytes(String call, SafetensorsHeader header) throws IOException {
        try {
            return header.toBytes();
        } catch (FormatException tooLong) {
            throw new IllegalArgumentException(call + ": " + tooLong.getMessage(), tooLong);
        }
    }

    private static void write(
            byte[] bytes, SafetensorsHeader header, Map<String, Tensor> tensors, OutputStream out)
            throws IOException {
        out.write(bytes);
        for (Map.Entry<String, SafetensorsHeader.Item> entry : header.inOrder()) {
            Tensor tensor = Objects.requireNonNull(tensors.get(entry.getKey()), entry.getKey());
            SafetensorsHeader.writeElements(tensor, out);
        }
    }
}
