package org.higher.internal.io.file;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.higher.internal.io.Limits;
import org.higher.internal.io.Place;

/**
 * A ZIP file whose entries are compared with their checksums, which {@link ZipFile} leaves to its
 * callers.
 *
 * <p>Memory is allocated by the sizes that its directory has, so they must be in proportion to the
 * file's. Entries of more than they say are refused when they are read. Messages of {@link
 * FormatException}s say all but the name of the file.
 */
public final class ZipReader implements AutoCloseable {
    /**
     * What files of a kind are called.
     *
     * @param name as in "it is no checkpoint"
     * @param damaged what a damaged one is, and what to do about it
     */
    public record Kind(String name, String damaged) {}

    private static final int MOST_BUFFERED = 1 << 16;

    /** Reads what is in an entry, to its end. */
    public interface Contents<T> {
        T read(ZipEntry entry, InputStream in) throws IOException;
    }

    private final ZipFile zip;
    private final Kind kind;
    private final long bytes;
    private final Map<String, ZipEntry> entries;

    private ZipReader(ZipFile zip, Kind kind, long bytes) throws FormatException {
        this.zip = zip;
        this.kind = kind;
        this.bytes = bytes;
        this.entries = directory();
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it can't be opened
     * @throws FormatException if it is no ZIP file, has an entry twice, or would fill memory
     */
    public static ZipReader open(Path file, Kind kind) throws IOException {
        if (file.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    file + ": it is in another file system, such as a ZIP file; copy it out first");
        }
        InputFiles.check(file);
        ZipFile zip = openZip(file, kind);
        try {
            return new ZipReader(zip, kind, Files.size(file));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile openZip(Path file, Kind kind) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException | EOFException | RuntimeException | InternalError e) {
            // Other errors than of ZIP are what some versions of Java make of damaged directories.
            throw new FormatException(whyNoZip(file, kind) + " (" + fact(e) + ")", e);
        }
    }

    private static String whyNoZip(Path file, Kind kind) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'})
                    ? kind.damaged
                            + ": it begins like a "
                            + kind.name
                            + ", but is cut off or overwritten"
                    : "it is no " + kind.name + ": not even a ZIP file";
        }
    }

    private Map<String, ZipEntry> directory() throws FormatException {
        Map<String, ZipEntry> found = new LinkedHashMap<>();
        long total = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (found.put(entry.getName(), entry) != null) {
                throw new FormatException(
                        Place.shown(entry.getName()) + " is there twice: " + kind.damaged);
            }
            checkSize(entry.getSize(), Limits.TENSOR_ALLOWANCE - total);
            total += entry.getSize();
        }
        return found;
    }

    private void checkSize(long size, long allowance) throws FormatException {
        if (size < 0 || size > Limits.EXPANSION * bytes + allowance) {
            throw new FormatException(
                    String.format(
                            "its %d bytes claim to hold more than %d times as much: %s; or, if"
                                    + " another program packed it, have it packed without"
                                    + " compression",
                            bytes, Limits.EXPANSION, kind.damaged));
        }
    }

    /** The entries by their names, in the file's order. */
    public Map<String, ZipEntry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /**
     * Refuses an entry of more than so many bytes beyond what the file's size lets it have.
     *
     * @param name of an entry that is there
     */
    public void checkSize(String name, long allowance) throws FormatException {
        checkSize(Objects.requireNonNull(entries.get(name), name).getSize(), allowance);
    }

    /**
     * Reads an entry.
     *
     * @throws FormatException if it is not there, its checksum is wrong, or it can't be read
     */
    public <T> T read(String name, Contents<T> contents) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new FormatException(Place.shown(name) + " is missing: " + kind.damaged);
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(buffered(entry), sum)) {
            Optional<FormatException> unsupported = Optional.empty();
            Optional<T> read = Optional.empty();
            try {
                read = Optional.of(contents.read(entry, in));
            } catch (FormatException e) {
                if (e.isDamage()) {
                    throw e;
                }
                unsupported = Optional.of(e); // unless it is damage after all
                in.transferTo(OutputStream.nullOutputStream());
            }
            boolean atEnd = in.read() < 0;
            if (!atEnd || sum.getValue() != entry.getCrc()) {
                throw new FormatException("its checksum is wrong");
            }
            if (unsupported.isPresent()) {
                throw unsupported.get();
            }
            return read.orElseThrow();
        } catch (FormatException
                | ZipException
                | EOFException
                | RuntimeException
                | InternalError e) {
            boolean damage = !(e instanceof FormatException format) || format.isDamage();
            throw new FormatException(
                    Place.shown(name) + ": " + fact(e) + (damage ? ": " + kind.damaged : ""), e);
        }
    }

    /** Each call to the file takes long, whatever it asks for. */
    private InputStream buffered(ZipEntry entry) throws IOException {
        int size = (int) Math.max(1, Math.min(MOST_BUFFERED, entry.getSize()));
        return new BufferedInputStream(zip.getInputStream(entry), size);
    }

    private static String fact(Throwable e) {
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
