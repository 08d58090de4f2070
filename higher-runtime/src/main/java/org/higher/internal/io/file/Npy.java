package org.higher.internal.io.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.higher.array.DType;
import org.higher.internal.io.Place;
import org.higher.tensor.Tensor;

/**
 * NumPy's format for one array.
 *
 * <p>A magic string, a header that is a Python dictionary, then the elements in row-major order: <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format
 * </a>. Bits are kept, those of NaNs, too.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Of what comes before the elements, so that they can be mapped into memory. */
    private static final int ALIGNMENT = 64;

    private static final int CHUNK = 1 << 13;

    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>])f([48])'");
    private static final Pattern ROW_MAJOR = Pattern.compile("'fortran_order'\\s*:\\s*False");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private Npy() {}

    /**
     * What is known before the elements are read.
     *
     * @param length in bytes, of everything before the elements
     */
    public record Header(DType dtype, int[] shape, ByteOrder order, int length) {}

    public static void write(Tensor tensor, OutputStream out) throws IOException {
        out.write(header(tensor));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.dtype() == DType.FLOAT32) {
            float[] values = tensor.toFloats();
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.asFloatBuffer().put(values, from, count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        } else {
            double[] values = tensor.toDoubles();
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.asDoubleBuffer().put(values, from, count);
                out.write(chunk.array(), 0, count * Double.BYTES);
            }
        }
    }

    private static byte[] header(Tensor tensor) {
        String shape =
                Arrays.stream(tensor.shape())
                        .mapToObj(extent -> extent + ",")
                        .collect(Collectors.joining(" ", "(", ")"));
        String facts =
                String.format(
                        "{'descr': '<f%d', 'fortran_order': False, 'shape': %s, }",
                        bytes(tensor.dtype()), shape);
        int start = MAGIC.length + 2 + Short.BYTES; // after magic, version and length
        int total = (start + facts.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - start));
        header.put(facts.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(header.array(), header.position(), total - 1, (byte) ' ');
        header.array()[total - 1] = '\n';
        return header.array();
    }

    /**
     * Reads up to the first element.
     *
     * @throws FormatException if it is no array, or not one of ours
     */
    public static Header readHeader(InputStream in) throws IOException {
        byte[] start = exactly(in, MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException("it does not begin like a NumPy array");
        }
        int lengthBytes = start[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer length = ByteBuffer.wrap(Arrays.copyOf(exactly(in, lengthBytes), Integer.BYTES));
        int count = length.order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (count < 0 || count > 1 << 16) {
            throw new FormatException("its header claims to have " + count + " bytes");
        }
        String text = new String(exactly(in, count), StandardCharsets.ISO_8859_1);
        Matcher descr = DESCR.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !shape.find() || !ROW_MAJOR.matcher(text).find()) {
            throw new FormatException(
                    "it is no row-major array of float32 or float64: "
                            + (text.strip().matches("\\{[^{}]*\\}")
                                    ? Place.shown(text.strip())
                                    : "its header is no dictionary"));
        }
        return new Header(
                descr.group(2).equals("4") ? DType.FLOAT32 : DType.FLOAT64,
                extents(shape.group(1)),
                descr.group(1).equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
                start.length + lengthBytes + count);
    }

    private static int[] extents(String text) throws FormatException {
        try {
            return Pattern.compile(",")
                    .splitAsStream(text)
                    .map(String::strip)
                    .filter(extent -> !extent.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException tooLarge) {
            throw new FormatException("its shape is (" + Place.shown(text) + ")");
        }
    }

    /** Reads the elements that follow a header. */
    public static Tensor readElements(InputStream in, Header header, int size) throws IOException {
        int width = bytes(header.dtype());
        float[] floats = new float[header.dtype() == DType.FLOAT32 ? size : 0];
        double[] doubles = new double[header.dtype() == DType.FLOAT64 ? size : 0];
        for (int from = 0; from < size; from += CHUNK) {
            int count = Math.min(CHUNK, size - from);
            ByteBuffer chunk = ByteBuffer.wrap(exactly(in, count * width)).order(header.order());
            if (header.dtype() == DType.FLOAT32) {
                chunk.asFloatBuffer().get(floats, from, count);
            } else {
                chunk.asDoubleBuffer().get(doubles, from, count);
            }
        }
        return header.dtype() == DType.FLOAT32
                ? Tensor.of(floats, header.shape())
                : Tensor.of(doubles, header.shape());
    }

    /** Of one element. */
    public static int bytes(DType dtype) {
        return dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES;
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }
}
