package org.higher.examples.omniglot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

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
        try (InputStream in = open(name)) {
            // As a whole, because only then is its checksum compared.
            InputStream bytes = new ByteArrayInputStream(in.readAllBytes());
            BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(bytes));
            if (image == null) {
                throw damaged(name, "it is no image", null);
            }
            return Drawing.of(image);
        } catch (IOException failure) {
            throw damaged(name, failure.toString(), failure);
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
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException failure) {
            throw damaged(name, failure.toString(), failure);
        }
    }

    private InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new DataException(file + ": " + name + " is missing" + REMEDY);
        }
        return zip.getInputStream(entry);
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
