package org.higher.internal.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Arrays;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.KernelParameters;
import org.higher.internal.gpu.driver.KernelParameters.Kind;

/**
 * The arguments of a launch as the driver takes them: an array of addresses of values.
 *
 * <p>The driver copies the values when it is called, so their place is used again. The caller has
 * entered the stream.
 */
public final class LaunchArguments {
    /** What kernels of all cards may take. */
    private static final int BYTES = 4096;

    /** Values begin at multiples of it. */
    private static final int ALIGNMENT = 8;

    private static final int MOST = BYTES / ALIGNMENT;

    private final CudaStream stream;
    private final Memory values = new Memory(BYTES);
    private final Memory addresses = new Memory((long) MOST * Native.POINTER_SIZE);
    private final Pointer[] places = new Pointer[MOST];

    LaunchArguments(CudaStream stream) {
        this.stream = stream;
        Arrays.setAll(places, i -> values.share((long) i * ALIGNMENT));
    }

    /**
     * Puts the arguments into their place; the launch comes after earlier uses of memory among
     * them.
     *
     * @return the array of addresses
     * @throws IllegalArgumentException if they are too many, or not what the kernel's text declares
     */
    public Pointer of(Kernel kernel, KernelParameters parameters, Object... arguments) {
        if (arguments.length != parameters.count()) {
            throw new IllegalArgumentException(
                    "cuda: %s takes %d arguments, and was given %d"
                            .formatted(kernel.name(), parameters.count(), arguments.length));
        }
        int end = 0;
        for (int i = 0; i < arguments.length; i++) {
            Kind kind = parameters.kind(i);
            int bytes = size(kernel, i, arguments[i]);
            if ((kind == Kind.VALUE) == arguments[i] instanceof CudaMemory) {
                throw new IllegalArgumentException(
                        "cuda: argument %d of %s is a %s, and a %s in its text"
                                .formatted(
                                        i,
                                        kernel.name(),
                                        arguments[i].getClass().getSimpleName(),
                                        kind == Kind.VALUE ? "value" : "pointer"));
            }
            if (end + bytes > BYTES || i >= MOST) {
                throw new IllegalArgumentException(
                        "cuda: the arguments of %s take more than %d bytes"
                                .formatted(kernel.name(), BYTES));
            }
            put(end, arguments[i], kind == Kind.WRITTEN);
            addresses.setPointer((long) i * Native.POINTER_SIZE, places[end / ALIGNMENT]);
            end = (end + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return addresses;
    }

    private static int size(Kernel kernel, int position, Object argument) {
        if (argument instanceof Integer || argument instanceof Float) {
            return 4;
        } else if (argument instanceof int[] structure) {
            return 4 * structure.length;
        } else if (argument instanceof CudaMemory
                || argument instanceof Long
                || argument instanceof Double) {
            return 8;
        }
        throw new IllegalArgumentException(
                "cuda: argument %d of %s is a %s, which no kernel takes"
                        .formatted(position, kernel.name(), argument.getClass().getName()));
    }

    private void put(long place, Object argument, boolean written) {
        if (argument instanceof CudaMemory memory) {
            values.setLong(place, memory.use(stream, written));
        } else if (argument instanceof Integer number) {
            values.setInt(place, number);
        } else if (argument instanceof Long number) {
            values.setLong(place, number);
        } else if (argument instanceof Float number) {
            values.setFloat(place, number);
        } else if (argument instanceof Double number) {
            values.setDouble(place, number);
        } else if (argument instanceof int[] structure) {
            values.write(place, structure, 0, structure.length);
        }
    }
}
