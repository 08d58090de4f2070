package org.higher.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.higher.array.DType;
import org.higher.internal.io.Json;
import org.higher.internal.io.Limits;
import org.higher.internal.io.file.FormatException;
import org.higher.internal.io.file.Npy;
import org.higher.internal.io.file.ZipReader;
import org.higher.internal.io.file.ZipWriter;
import org.higher.tensor.Tensor;

/** The ZIP file around a manifest and its tensors. */
final class Archive implements AutoCloseable {
    static final String MANIFEST = "manifest.json";

    private static final ZipReader.Kind KIND =
            new ZipReader.Kind("checkpoint", "the file is damaged; go back to an earlier one");

    private final Path file;
    private final ZipReader zip;

    private Archive(Path file, ZipReader zip) {
        this.file = file;
        this.zip = zip;
    }

    // writing

    static void write(ManifestWriter manifest, OutputStream out) throws IOException {
        ZipWriter.write(Map.of(MANIFEST, manifest::writeTo), manifest.files(), out);
    }

    // reading

    /**
     * Opens a file.
     *
     * @throws IOException if it can't be opened
     * @throws CheckpointException if it is no ZIP file with a manifest, or one that would fill
     *     memory
     */
    static Archive open(Path file) throws IOException {
        return named(
                file,
                () -> {
                    ZipReader zip = ZipReader.open(file, KIND);
                    try {
                        checkManifest(zip);
                        return new Archive(file, zip);
                    } catch (IOException | RuntimeException e) {
                        zip.close();
                        throw e;
                    }
                });
    }

    private static void checkManifest(ZipReader zip) throws FormatException {
        if (!zip.entries().containsKey(MANIFEST)) {
            throw new FormatException(
                    "it is a ZIP file without "
                            + MANIFEST
                            + ": either no checkpoint, or a damaged one");
        }
        zip.checkSize(MANIFEST, Limits.MANIFEST_ALLOWANCE);
    }

    Path file() {
        return file;
    }

    /** The manifest, which is compared with its checksum before it is parsed. */
    JsonNode manifest() throws IOException {
        read(MANIFEST, (entry, in) -> skip(in, entry.getSize()));
        return read(
                MANIFEST,
                (entry, in) -> {
                    JsonNode root = Json.MAPPER.readTree(in);
                    in.transferTo(OutputStream.nullOutputStream());
                    return root;
                });
    }

    /** Reads as many bytes as there should be, however many there are. */
    private static long skip(InputStream in, long size) throws IOException {
        byte[] buffer = new byte[1 << 13];
        long left = size;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException();
            }
            left -= count;
        }
        return size;
    }

    /** Reads a tensor of which the manifest says these things. */
    Tensor tensor(String name, DType dtype, int[] shape) throws IOException {
        return read(
                name,
                (entry, in) -> {
                    Npy.Header header = Npy.readHeader(in);
                    header.checkOurs();
                    if (header.dtype() != dtype || !Arrays.equals(header.shape(), shape)) {
                        throw new FormatException(
                                String.format(
                                        "it is %s %s, and %s %s in the manifest",
                                        header.dtype(),
                                        Arrays.toString(header.shape()),
                                        dtype,
                                        Arrays.toString(shape)));
                    }
                    return Npy.readElements(in, header, header.size(entry.getSize()));
                });
    }

    private <T> T read(String name, ZipReader.Contents<T> contents) throws IOException {
        return named(file, () -> zip.read(name, contents));
    }

    /** Adds the file to what is wrong with it. */
    private static <T> T named(Path file, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (FormatException e) {
            throw new CheckpointException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
