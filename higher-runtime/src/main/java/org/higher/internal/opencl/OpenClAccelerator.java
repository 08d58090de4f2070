package org.higher.internal.opencl;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Optional;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.Dialect;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;
import org.jspecify.annotations.Nullable;

/**
 * A device of OpenCL, with a context and a queue of its own, which are made when it is first asked
 * for anything.
 */
final class OpenClAccelerator implements Accelerator {
    /** What a driver may gather before it begins. */
    private static final int LAUNCHES_BETWEEN_FLUSHES = 32;

    /** The least that a driver accepts as the bytes of all arguments. */
    private static final int MOST_ARGUMENT_BYTES = 1024;

    private final OpenClDevice device;
    private final boolean hasDoubles;
    private @Nullable Queue queue;

    /** The context and the queue, and what is made in them. */
    private static final class Queue {
        final long context;
        final long handle;
        final OpenClPrograms programs;
        final Pointer argument = new Pointer(Native.malloc(MOST_ARGUMENT_BYTES));
        int launches;
        private @Nullable Optional<Products> products;

        Queue(OpenClDevice device) {
            int[] error = new int[1];
            long[] properties = {OpenCl.CONTEXT_PLATFORM, device.platform(), 0};
            context =
                    OpenCl.clCreateContext(
                            properties, 1, new long[] {device.device()}, 0, 0, error);
            OpenClLibrary.check("clCreateContext", error[0]);
            handle = OpenCl.clCreateCommandQueue(context, device.device(), 0, error);
            OpenClLibrary.check("clCreateCommandQueue", error[0]);
            programs = new OpenClPrograms(context, device);
        }

        /** Those of CLBlast, asked for once. */
        synchronized Optional<Products> products(OpenClAccelerator accelerator) {
            Optional<Products> known = products;
            if (known == null) {
                known = ClBlastProducts.find(accelerator, handle, accelerator.device.isGpu());
                products = known;
            }
            return known;
        }
    }

    OpenClAccelerator(OpenClDevice device) {
        this(device, device.hasDoubles());
    }

    /** As a device without doubles, if it is to be, whatever the driver says. */
    OpenClAccelerator(OpenClDevice device, boolean hasDoubles) {
        this.device = device;
        this.hasDoubles = hasDoubles;
    }

    private synchronized Queue queue() {
        Queue made = queue;
        if (made == null) {
            made = new Queue(device);
            queue = made;
        }
        return made;
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public Dialect dialect() {
        return OpenClDialect.of(hasDoubles);
    }

    @Override
    public boolean hasDoubles() {
        return hasDoubles;
    }

    @Override
    public boolean sharesMemory() {
        return !device.isGpu();
    }

    @Override
    public long memory() {
        return device.memory();
    }

    @Override
    public long largestAllocation() {
        return device.largest();
    }

    @Override
    public Optional<Memory> allocate(long bytes) {
        int[] error = new int[1];
        long handle =
                OpenCl.clCreateBuffer(queue().context, OpenCl.MEM_READ_WRITE, bytes, 0, error);
        return switch (error[0]) {
            case 0 -> Optional.of(new OpenClMemory(handle, bytes));
            // no memory, no resources, no host memory, larger than one buffer may be
            case -4, -5, -6, -61 -> Optional.empty();
            default -> {
                OpenClLibrary.check("clCreateBuffer", error[0]);
                yield Optional.empty();
            }
        };
    }

    @Override
    public void free(Memory memory) {
        OpenClLibrary.check("clReleaseMemObject", OpenCl.clReleaseMemObject(handle(memory)));
    }

    @Override
    public void write(Memory to, float[] values) {
        OpenClLibrary.check(
                "clEnqueueWriteBuffer",
                OpenCl.clEnqueueWriteBuffer(
                        queue().handle, handle(to), 1, 0, 4L * values.length, values, 0, 0, 0));
    }

    @Override
    public void write(Memory to, double[] values) {
        OpenClLibrary.check(
                "clEnqueueWriteBuffer",
                OpenCl.clEnqueueWriteBuffer(
                        queue().handle, handle(to), 1, 0, 8L * values.length, values, 0, 0, 0));
    }

    @Override
    public void write(Memory to, int[] values) {
        OpenClLibrary.check(
                "clEnqueueWriteBuffer",
                OpenCl.clEnqueueWriteBuffer(
                        queue().handle, handle(to), 1, 0, 4L * values.length, values, 0, 0, 0));
    }

    @Override
    public void read(Memory from, float[] into) {
        OpenClLibrary.check(
                "clEnqueueReadBuffer",
                OpenCl.clEnqueueReadBuffer(
                        queue().handle, handle(from), 1, 0, 4L * into.length, into, 0, 0, 0));
    }

    @Override
    public void read(Memory from, double[] into) {
        OpenClLibrary.check(
                "clEnqueueReadBuffer",
                OpenCl.clEnqueueReadBuffer(
                        queue().handle, handle(from), 1, 0, 8L * into.length, into, 0, 0, 0));
    }

    @Override
    public void read(Memory from, int[] into) {
        OpenClLibrary.check(
                "clEnqueueReadBuffer",
                OpenCl.clEnqueueReadBuffer(
                        queue().handle, handle(from), 1, 0, 4L * into.length, into, 0, 0, 0));
    }

    @Override
    public void copy(Memory from, long fromByte, Memory to, long toByte, long bytes) {
        OpenClLibrary.check(
                "clEnqueueCopyBuffer",
                OpenCl.clEnqueueCopyBuffer(
                        queue().handle,
                        handle(from),
                        handle(to),
                        fromByte,
                        toByte,
                        bytes,
                        0,
                        0,
                        0));
    }

    @Override
    public Kernel compile(String source, String name) {
        return queue().programs.kernel(source, name);
    }

    @Override
    public void launch(Kernel kernel, int[] groups, int groupSize, Object... arguments) {
        OpenClKernel own = (OpenClKernel) kernel;
        long handle = own.handle();
        long[] global = new long[groups.length];
        long[] local = new long[groups.length];
        for (int i = 0; i < groups.length; i++) {
            local[i] = i == 0 ? groupSize : 1;
            global[i] = groups[i] * local[i];
        }
        Queue to = queue();
        synchronized (to) {
            for (int i = 0; i < arguments.length; i++) {
                int bytes = put(arguments[i], to.argument);
                int code =
                        OpenCl.clSetKernelArg(handle, i, bytes, Pointer.nativeValue(to.argument));
                if (code != 0) {
                    throw new IllegalStateException(
                            "opencl: clSetKernelArg: %s, of argument %d of %s"
                                    .formatted(OpenClLibrary.name(code), i, kernel.name()));
                }
            }
            int code =
                    OpenCl.clEnqueueNDRangeKernel(
                            to.handle, handle, groups.length, null, global, local, 0, 0, 0);
            if (code != 0) {
                throw new IllegalStateException(
                        "opencl: clEnqueueNDRangeKernel: %s, of %s"
                                .formatted(OpenClLibrary.name(code), kernel.name()));
            }
            if (!device.isGpu() && own.isNew(global[0])) {
                // PoCL compiles when a kernel is launched, and must not be caught in it by an exit
                OpenClLibrary.check("clFinish", OpenCl.clFinish(to.handle));
            } else if (++to.launches % LAUNCHES_BETWEEN_FLUSHES == 0) {
                OpenClLibrary.check("clFlush", OpenCl.clFlush(to.handle));
            }
        }
    }

    /** Writes an argument, and says how many bytes it has. */
    private static int put(Object argument, Pointer at) {
        if (argument instanceof OpenClMemory memory) {
            at.setLong(0, memory.handle());
            return 8;
        } else if (argument instanceof Integer number) {
            at.setInt(0, number);
            return 4;
        } else if (argument instanceof Long number) {
            at.setLong(0, number);
            return 8;
        } else if (argument instanceof Float number) {
            at.setFloat(0, number);
            return 4;
        } else if (argument instanceof Double number) {
            at.setDouble(0, number);
            return 8;
        }
        int[] structure = (int[]) argument;
        at.write(0, structure, 0, structure.length);
        return 4 * structure.length;
    }

    private static long handle(Memory memory) {
        return ((OpenClMemory) memory).handle();
    }

    @Override
    public String remark() {
        boolean byLibrary = ClBlastProducts.isThere(device.isGpu());
        return "products by " + (byLibrary ? ClBlastProducts.NAME : "the library's own kernels");
    }

    @Override
    public Optional<Products> products() {
        return queue().products(this);
    }
}
