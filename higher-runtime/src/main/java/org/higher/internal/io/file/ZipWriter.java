package org.higher.internal.io.file;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.higher.tensor.Tensor;

/** Writes a ZIP file of NumPy arrays. Equal contents make equal files. */
public final class ZipWriter {
    /** The same for all entries of all files. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private ZipWriter() {}

    /**
     * Writes files that come first, and then arrays.
     *
     * @param files by their names
     * @param arrays by the names of their files
     */
    public static void write(
            Map<String, AtomicFile.Contents> files, Map<String, Tensor> arrays, OutputStream out)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        // Weights are random numbers: there is little to compress.
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (Map.Entry<String, AtomicFile.Contents> file : files.entrySet()) {
            begin(file.getKey(), zip);
            file.getValue().writeTo(zip);
        }
        for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
            begin(array.getKey(), zip);
            Npy.write(array.getValue(), zip);
        }
        zip.close();
    }

    private static void begin(String name, ZipOutputStream zip) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
    }
}
