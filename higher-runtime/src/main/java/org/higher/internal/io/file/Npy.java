package org.higher.internal.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
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

    private static final Pattern DESCR =
            Pattern.compile("'descr'\\s*:\\s*(?:'([<>|]?)([^']*)'|\\[)");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private Npy() {}

    /**
     * What is known before the elements are read.
     *
     * @param order of the bytes of an element
     * @param rowMajor whether the last index is the fastest, else the first (Fortran's order)
     * @param length in bytes, of everything before the elements
     * @param text of the dictionary
     */
    public record Header(
            ElementType type,
            int[] shape,
            ByteOrder order,
            boolean rowMajor,
            int length,
            String text) {
        /** What the elements are read as. */
        public DType dtype() {
            return type.dtype();
        }

        /**
         * Refuses what checkpoints do not hold.
         *
         * @throws FormatException if it is no row-major array of float32 or float64
         */
        public void checkOurs() throws FormatException {
            boolean floats = type == ElementType.FLOAT32 || type == ElementType.FLOAT64;
            if (!floats || !rowMajor) {
                throw new FormatException(
                        "it is no row-major array of float32 or float64: " + Place.shown(text));
            }
        }

        /**
         * The number of elements.
         *
         * @param fileSize in bytes, of header and elements
         * @throws FormatException if there is room for fewer or more
         */
        public int size(long fileSize) throws FormatException {
            long size = ElementType.size(shape);
            if (size > Integer.MAX_VALUE || length + size * type.width() != fileSize) {
                throw new FormatException(
                        Arrays.toString(shape) + " does not fit the entry's size, " + fileSize);
            }
            return (int) size;
        }
    }

    public static void write(Tensor tensor, OutputStream out) throws IOException {
        out.write(header(tensor));
        ElementType.write(tensor, out);
    }

    private static byte[] header(Tensor tensor) {
        String shape =
                Arrays.stream(tensor.shape())
                        .mapToObj(extent -> extent + ",")
                        .collect(Collectors.joining(" ", "(", ")"));
        String facts =
                String.format(
                        "{'descr': '<f%d', 'fortran_order': False, 'shape': %s, }",
                        ElementType.of(tensor.dtype()).width(), shape);
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
     * @throws FormatException if it is no array, or one of other things than numbers
     */
    public static Header readHeader(InputStream in) throws IOException {
        byte[] start = InputFiles.exactly(in, MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException("it does not begin like a NumPy array");
        }
        int lengthBytes = start[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer length =
                ByteBuffer.wrap(Arrays.copyOf(InputFiles.exactly(in, lengthBytes), Integer.BYTES));
        int count = length.order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (count < 0 || count > 1 << 16) {
            throw new FormatException("its header claims to have " + count + " bytes");
        }
        String text = new String(InputFiles.exactly(in, count), StandardCharsets.ISO_8859_1);
        Matcher descr = DESCR.matcher(text);
        Matcher fortran = FORTRAN.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !fortran.find() || !shape.find()) {
            throw new FormatException(
                    "its header is no dictionary of an array: " + Place.shown(text.strip()));
        }
        return new Header(
                type(descr),
                extents(shape.group(1)),
                ">".equals(descr.group(1)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                fortran.group(1).equals("False"),
                start.length + lengthBytes + count,
                text.strip());
    }

    private static ElementType type(Matcher descr) throws FormatException {
        String name = descr.group(2) == null ? "several fields" : descr.group(2);
        Optional<ElementType> type =
                ElementType.ofNumpy(name)
                        .filter(t -> t.width() == 1 || !descr.group(1).equals("|"));
        if (type.isEmpty()) {
            throw FormatException.unsupported(
                    name.startsWith("O")
                            ? "its elements are pickled Python objects, which could run code; save"
                                    + " arrays of numbers"
                            : "its elements are of type "
                                    + Place.shown(name)
                                    + "; save float16, float32, float64, integers or booleans");
        }
        return type.get();
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
        int rank = header.shape().length;
        if (header.rowMajor() || rank < 2) {
            return header.type().read(in, header.order(), header.shape(), size);
        }
        int[] reversed = new int[rank];
        int[] axes = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            axes[axis] = rank - 1 - axis;
            reversed[axis] = header.shape()[axes[axis]];
        }
        return header.type().read(in, header.order(), reversed, size).permute(axes);
    }
}
