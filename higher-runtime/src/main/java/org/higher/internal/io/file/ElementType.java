package org.higher.internal.io.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * The types of elements that files have, and what they are read as.
 *
 * <p>Each is read as a type that holds all its values; of 64-bit integers those up to 2^53.
 */
public enum ElementType {
    BOOL("BOOL", "b1", 1, DType.FLOAT32),
    INT8("I8", "i1", 1, DType.FLOAT32),
    UINT8("U8", "u1", 1, DType.FLOAT32),
    INT16("I16", "i2", 2, DType.FLOAT32),
    UINT16("U16", "u2", 2, DType.FLOAT32),
    INT32("I32", "i4", 4, DType.FLOAT64),
    UINT32("U32", "u4", 4, DType.FLOAT64),
    INT64("I64", "i8", 8, DType.FLOAT64),
    UINT64("U64", "u8", 8, DType.FLOAT64),
    FLOAT16("F16", "f2", 2, DType.FLOAT32),
    BFLOAT16("BF16", "", 2, DType.FLOAT32),
    FLOAT32("F32", "f4", 4, DType.FLOAT32),
    FLOAT64("F64", "f8", 8, DType.FLOAT64);

    private static final int CHUNK = 1 << 13;

    /** Doubles hold every integer up to this. */
    private static final long LARGEST = 1L << 53;

    private final String safetensors;
    private final String numpy;
    private final int width;
    private final DType dtype;

    ElementType(String safetensors, String numpy, int width, DType dtype) {
        this.safetensors = safetensors;
        this.numpy = numpy;
        this.width = width;
        this.dtype = dtype;
    }

    /** By the name that safetensors has for it. */
    static Optional<ElementType> ofSafetensors(String name) {
        return Arrays.stream(values()).filter(type -> type.safetensors.equals(name)).findFirst();
    }

    /** By NumPy's name, without the order of bytes. */
    static Optional<ElementType> ofNumpy(String name) {
        return Arrays.stream(values()).filter(type -> type.numpy.equals(name)).findFirst();
    }

    /** What elements of our own are written as. */
    static ElementType of(DType dtype) {
        return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
    }

    /** The name that safetensors has for it. */
    String safetensors() {
        return safetensors;
    }

    /** Of one element, in bytes. */
    public int width() {
        return width;
    }

    /** What it is read as. */
    public DType dtype() {
        return dtype;
    }

    /** The number of elements; {@link Long#MAX_VALUE} if they are more than that. */
    static long size(int[] shape) {
        long size = 1;
        for (int extent : shape) {
            if (extent == 0) {
                return 0;
            }
            size = size > Long.MAX_VALUE / extent ? Long.MAX_VALUE : size * extent;
        }
        return size;
    }

    /**
     * Reads elements in row-major order.
     *
     * @throws EOFException if there are fewer
     * @throws FormatException if one is an integer that no double holds
     */
    public Tensor read(InputStream in, ByteOrder order, int[] shape, int size) throws IOException {
        float[] floats = new float[dtype == DType.FLOAT32 ? size : 0];
        double[] doubles = new double[dtype == DType.FLOAT64 ? size : 0];
        for (int from = 0; from < size; from += CHUNK) {
            int to = from + Math.min(CHUNK, size - from);
            ByteBuffer chunk =
                    ByteBuffer.wrap(InputFiles.exactly(in, (to - from) * width)).order(order);
            if (dtype == DType.FLOAT32) {
                readFloats(chunk, floats, from, to);
            } else {
                readDoubles(chunk, doubles, from, to);
            }
        }
        return dtype == DType.FLOAT32 ? Tensor.of(floats, shape) : Tensor.of(doubles, shape);
    }

    private void readFloats(ByteBuffer in, float[] floats, int from, int to) {
        if (this == FLOAT32) {
            in.asFloatBuffer().get(floats, from, to - from);
            return;
        }
        for (int i = from; i < to; i++) {
            floats[i] = nextFloat(in);
        }
    }

    private void readDoubles(ByteBuffer in, double[] doubles, int from, int to)
            throws FormatException {
        if (this == FLOAT64) {
            in.asDoubleBuffer().get(doubles, from, to - from);
            return;
        }
        for (int i = from; i < to; i++) {
            doubles[i] = nextDouble(in);
        }
    }

    private float nextFloat(ByteBuffer in) {
        return switch (this) {
            case BOOL -> in.get() == 0 ? 0 : 1;
            case INT8 -> in.get();
            case UINT8 -> Byte.toUnsignedInt(in.get());
            case INT16 -> in.getShort();
            case UINT16 -> Short.toUnsignedInt(in.getShort());
            case FLOAT16 -> half(in.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
            default -> throw new IllegalStateException(name());
        };
    }

    private double nextDouble(ByteBuffer in) throws FormatException {
        return switch (this) {
            case INT32 -> in.getInt();
            case UINT32 -> Integer.toUnsignedLong(in.getInt());
            case INT64 -> exact(in.getLong(), false);
            case UINT64 -> exact(in.getLong(), true);
            default -> throw new IllegalStateException(name());
        };
    }

    private static double exact(long value, boolean unsigned) throws FormatException {
        if (value > LARGEST || (unsigned ? value < 0 : value < -LARGEST)) {
            throw FormatException.unsupported(
                    "it holds "
                            + (unsigned ? Long.toUnsignedString(value) : Long.toString(value))
                            + ", and integers beyond 2^53 have no exact double; leave it out of the"
                            + " file, or save it as floats");
        }
        return value;
    }

    /** A number of IEEE 754's binary16. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) { // zero or subnormal
            return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        }
        int wide = exponent == 0x1f ? 0xff : exponent + 127 - 15;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** Writes the elements of a tensor in row-major order, the lowest byte first. */
    static void write(Tensor tensor, OutputStream out) throws IOException {
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
}
