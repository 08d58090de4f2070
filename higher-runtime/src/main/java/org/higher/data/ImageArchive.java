package org.higher.data;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A ZIP archive with images, as it was downloaded. */
final class ImageArchive implements AutoCloseable {
    private static final String REMEDY = "; fetch the archive again from " + Omniglot.URL;

    /** Omniglot has 32,460 drawings. */
    private static final int MOST_FILES = 100_000;

    /** Bytes of an image or a list, of which Omniglot's have a few hundred. */
    private static final int LARGEST_FILE = 1 << 16;

    /** What the files may have more than the archive, as a factor; images hardly shrink. */
    private static final long EXPANSION = 32;

    /** What small archives may have beyond that, in bytes. */
    private static final long ALLOWANCE = 1 << 24;

    /** Absolute, or with steps upwards, or with what is no part of a name. */
    private static final Pattern OUTSIDE =
            Pattern.compile("^/|^[A-Za-z]:|\\\\|\\p{Cntrl}|(^|/)\\.{1,2}(/|$)");

    private final Path file;
    private final ZipFile zip;

    /**
     * Opens an archive.
     *
     * @throws DataException if there is none, or it is damaged
     */
    ImageArchive(Path file) {
        this.file = file;
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": a folder; give the name of an archive in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + ": no such file; fetch " + file.getFileName() + " from " + Omniglot.URL);
        }
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | RuntimeException failure) {
            // The latter is what some versions of Java make of damaged directories.
            throw new DataException(
                    file + ": no readable ZIP archive: " + DataException.fact(failure) + REMEDY,
                    failure);
        }
        try {
            checkDirectory();
        } catch (DataException refused) {
            close();
            throw refused;
        }
    }

    /** Before anything is read, since a small archive can hold a lot. */
    private void checkDirectory() {
        if (zip.size() > MOST_FILES) {
            throw refused("holds " + zip.size() + " files, more than " + MOST_FILES);
        }
        long bytes = file.toFile().length();
        long left = EXPANSION * bytes + ALLOWANCE;
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            left -= entry.getSize();
            if (entry.getSize() < 0 || left < 0) {
                throw refused(
                        "its "
                                + bytes
                                + " bytes claim to hold more than "
                                + EXPANSION
                                + " times as much");
            }
            if (!names.add(entry.getName())) {
                throw refused(entry.getName() + " is there twice");
            }
            if (OUTSIDE.matcher(entry.getName()).find()) {
                throw refused("'" + printable(entry.getName()) + "' is no name in an archive");
            }
        }
    }

    private static String printable(String name) {
        String text = name.replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    private DataException refused(String fact) {
        return new DataException(file + ": " + fact + REMEDY);
    }

    /** The names of all files in it, in alphabetical order. */
    List<String> names() {
        return zip.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .sorted()
                .toList();
    }

    /**
     * Checks the names, which have no checksum but are in the archive twice.
     *
     * @throws DataException if those before the files are not those of the directory
     */
    void checkNames() {
        Set<String> names = new HashSet<>();
        zip.stream().forEach(entry -> names.add(entry.getName()));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ZipInputStream files = new ZipInputStream(in)) {
            for (ZipEntry e = files.getNextEntry(); e != null; e = files.getNextEntry()) {
                if (!names.remove(e.getName())) {
                    throw refused(printable(e.getName()) + " is not in the directory at the end");
                }
            }
        } catch (IOException | IllegalArgumentException failure) {
            throw new DataException(
                    file + ": damaged, " + DataException.fact(failure) + REMEDY, failure);
        }
        if (!names.isEmpty()) {
            throw refused(
                    printable(names.iterator().next()) + " is in the directory at the end alone");
        }
    }

    /**
     * Reads an image, scaled down.
     *
     * @throws DataException if there is none, or it is damaged or of another size
     */
    float[] ink(String name) {
        byte[] content = content(name);
        try {
            return Downscaling.of(image(content));
        } catch (IOException | RuntimeException failure) {
            // The latter is what decoders make of some damage.
            throw damaged(name, DataException.fact(failure), failure);
        }
    }

    /** Decodes an image of the right size: a few bytes can claim any. */
    private static BufferedImage image(byte[] content) throws IOException {
        ImageInputStream bytes = new MemoryCacheImageInputStream(new ByteArrayInputStream(content));
        Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
        if (!readers.hasNext()) {
            throw new IOException("it is no image");
        }
        ImageReader reader = readers.next();
        try {
            // Without texts, which may be compressed.
            reader.setInput(bytes, true, true);
            Downscaling.checkExtent(reader.getWidth(0), reader.getHeight(0));
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /**
     * Reads a text, line by line.
     *
     * @throws DataException if there is none, or it is damaged
     */
    List<String> lines(String name) {
        return new String(content(name), StandardCharsets.UTF_8).lines().toList();
    }

    /** Compares the checksum, which {@link ZipFile} does not do. */
    private byte[] content(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new DataException(file + ": " + name + " is missing" + REMEDY);
        }
        CRC32 checksum = new CRC32();
        try (InputStream in = zip.getInputStream(entry)) {
            if (entry.getSize() > LARGEST_FILE) {
                throw new IOException(
                        "it has " + entry.getSize() + " bytes, more than " + LARGEST_FILE);
            }
            byte[] content = in.readNBytes(LARGEST_FILE + 1);
            checksum.update(content);
            if (checksum.getValue() != entry.getCrc()) {
                throw new IOException("its checksum is wrong");
            }
            return content;
        } catch (IOException | RuntimeException failure) {
            throw damaged(name, DataException.fact(failure), failure);
        }
    }

    private DataException damaged(String name, String fact, Exception cause) {
        return new DataException(file + ": " + name + ": " + fact + REMEDY, cause);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException failure) {
            throw new DataException(file + ": " + DataException.fact(failure), failure);
        }
    }
}
