package org.higher.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * The ZIP file around a manifest and its tensors.
 *
 * <p>What is read has been compared with its checksum, which {@link ZipFile} leaves to its callers.
 */
final class Archive implements AutoCloseable {
    static final String MANIFEST = "manifest.json";

    private static final String DAMAGED = "the file is damaged; go back to an earlier one";

    /** The same for all entries of all files, so that equal contents make equal files. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Path file;
    private final ZipFile zip;

    private Archive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    // writing

    static void write(byte[] manifest, Map<String, Tensor> tensors, OutputStream out)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        // Weights are random numbers: there is little to compress.
        zip.setLevel(Deflater.NO_COMPRESSION);
        begin(MANIFEST, zip);
        zip.write(manifest);
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            begin(tensor.getKey(), zip);
            Npy.write(tensor.getValue(), zip);
        }
        zip.close();
    }

    private static void begin(String name, ZipOutputStream zip) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
    }

    // reading

    /**
     * Opens a file.
     *
     * @throws IOException if it can't be opened
     * @throws CheckpointException if it is no ZIP file with a manifest
     */
    static Archive open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException
                | EOFException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            // The last two are what some versions of Java make of damaged directories.
            throw new CheckpointException(file, whyNoZip(file) + " (" + fact(e) + ")", e);
        }
        if (zip.getEntry(MANIFEST) == null) {
            zip.close();
            throw new CheckpointException(
                    file,
                    "it is a ZIP file without "
                            + MANIFEST
                            + ": either no checkpoint, or a damaged one");
        }
        return new Archive(file, zip);
    }

    private static String whyNoZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'})
                    ? DAMAGED + ": it begins like a checkpoint, but is cut off or overwritten"
                    : "it is no checkpoint: not even a ZIP file";
        }
    }

    Path file() {
        return file;
    }

    byte[] manifest() throws IOException {
        return read(MANIFEST, (entry, in) -> in.readAllBytes());
    }

    /** Reads a tensor of which the manifest says these things. */
    Tensor tensor(String name, DType dtype, int[] shape) throws IOException {
        return read(
                name,
                (entry, in) -> {
                    Npy.Header header = Npy.readHeader(in);
                    if (header.dtype() != dtype || !Arrays.equals(header.shape(), shape)) {
                        throw new FormatException(
                                String.format(
                                        "it is %s %s, and %s %s in the manifest",
                                        header.dtype(),
                                        Arrays.toString(header.shape()),
                                        dtype,
                                        Arrays.toString(shape)));
                    }
                    return Npy.readElements(in, header, size(entry, header));
                });
    }

    /** The number of elements, which must be what the entry has room for. */
    private static int size(ZipEntry entry, Npy.Header header) throws FormatException {
        long size = 1;
        for (int extent : header.shape()) {
            size = Math.multiplyExact(size, extent);
        }
        long bytes = Math.multiplyExact(size, Npy.bytes(header.dtype()));
        if (header.length() + bytes != entry.getSize()) {
            throw new FormatException(
                    Arrays.toString(header.shape())
                            + " does not fit the entry's size, "
                            + entry.getSize());
        }
        return Math.toIntExact(size);
    }

    private <T> T read(String name, Reader<T> reader) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new CheckpointException(file, name + " is missing: " + DAMAGED);
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            T contents = reader.read(entry, in);
            boolean atEnd = in.read() < 0;
            if (!atEnd || sum.getValue() != entry.getCrc()) {
                throw new FormatException("its checksum is wrong");
            }
            return contents;
        } catch (FormatException
                | ZipException
                | EOFException
                | ArithmeticException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw new CheckpointException(file, name + ": " + fact(e) + ": " + DAMAGED, e);
        }
    }

    private static String fact(Exception e) {
        return e instanceof EOFException ? "it ends too early" : String.valueOf(e.getMessage());
    }

    /** Reads what is in an entry. */
    private interface Reader<T> {
        T read(ZipEntry entry, InputStream in) throws IOException;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
