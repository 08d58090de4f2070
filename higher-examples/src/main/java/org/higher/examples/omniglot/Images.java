package org.higher.examples.omniglot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.higher.examples.DataException;

/** A ZIP archive with images, as it was downloaded. */
final class Images implements AutoCloseable {
    private static final String REMEDY = "; fetch the archive again from " + Sources.URL;

    private final Path file;
    private final ZipFile zip;

    /**
     * Opens an archive.
     *
     * @throws DataException if there is none, or it is damaged
     */
    Images(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + ": no such file; fetch " + file.getFileName() + " from " + Sources.URL);
        }
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException failure) {
            throw new DataException(
                    file + ": no readable ZIP archive: " + failure.getMessage() + REMEDY, failure);
        }
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
     * Reads an image.
     *
     * @throws DataException if there is none, or it is damaged or of another size
     */
    Drawing drawing(String name) {
        InputStream bytes = new ByteArrayInputStream(content(name));
        try {
            BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(bytes));
            if (image == null) {
                throw new IOException("it is no image");
            }
            return Drawing.of(image);
        } catch (IOException failure) {
            throw damaged(name, failure.getMessage(), failure);
        } catch (IllegalArgumentException wrongSize) {
            throw damaged(name, wrongSize.getMessage(), wrongSize);
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
            byte[] content = in.readAllBytes();
            checksum.update(content);
            if (checksum.getValue() != entry.getCrc()) {
                throw new IOException("its checksum is wrong");
            }
            return content;
        } catch (IOException failure) {
            throw damaged(name, failure.getMessage(), failure);
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
            throw new DataException(file + ": " + failure.getMessage(), failure);
        }
    }
}
