package org.higher.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
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
import org.higher.internal.io.Place;
import org.higher.internal.io.file.FormatException;
import org.higher.internal.io.file.Npy;
import org.higher.tensor.Tensor;

/**
 * The ZIP file around a manifest and its tensors.
 *
 * <p>What is read has been compared with its checksum, which {@link ZipFile} leaves to its callers.
 */
final class Archive implements AutoCloseable {
    static final String MANIFEST = "manifest.json";

    static final String DAMAGED = "the file is damaged; go back to an earlier one";

    /** The same for all entries of all files, so that equal contents make equal files. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Path file;
    private final ZipFile zip;

    private Archive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    // writing

    static void write(ManifestWriter manifest, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        // Weights are random numbers: there is little to compress.
        zip.setLevel(Deflater.NO_COMPRESSION);
        begin(MANIFEST, zip);
        manifest.writeTo(zip);
        for (Map.Entry<String, Tensor> tensor : manifest.files().entrySet()) {
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
     * @throws CheckpointException if it is no ZIP file with a manifest, or one that would fill
     *     memory
     */
    static Archive open(Path file) throws IOException {
        if (file.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    file + ": it is in another file system, such as a ZIP file; copy it out first");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(), null, "it is a folder or a device; give the name of a file");
        }
        if (Files.exists(file) && !Files.isReadable(file)) {
            throw new AccessDeniedException(
                    file.toString(), null, "it may not be read; change its permissions");
        }
        ZipFile zip = openZip(file);
        try {
            new ArchiveDirectory(file, zip).check();
            return new Archive(file, zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile openZip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException | EOFException | RuntimeException | InternalError e) {
            // Other errors than of ZIP are what some versions of Java make of damaged directories.
            throw new CheckpointException(file, whyNoZip(file) + " (" + fact(e) + ")", e);
        }
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
            throw new CheckpointException(file, Place.shown(name) + " is missing: " + DAMAGED);
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
                | RuntimeException
                | InternalError e) {
            throw new CheckpointException(
                    file, Place.shown(name) + ": " + fact(e) + ": " + DAMAGED, e);
        }
    }

    private static String fact(Throwable e) {
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
