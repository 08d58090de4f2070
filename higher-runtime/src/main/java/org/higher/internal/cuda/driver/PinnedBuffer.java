package org.higher.internal.cuda.driver;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * Memory of the machine that a card reads and writes by itself, through which values pass in a
 * stream, which the caller has entered.
 *
 * <p>Values that are written wait in it until the stream has come to them; once it is full, the
 * next ones wait for the stream.
 */
public final class PinnedBuffer {
    private static final long BYTES = 4L << 20;

    /** Addresses that every kind of copy takes. */
    private static final long ALIGNMENT = 256;

    private final CudaStream stream;
    private final Pointer memory;
    private long used;

    /** Puts a part of an array into memory, or takes it from there. */
    public interface Part {
        /**
         * Moves elements.
         *
         * @param memory where they are, or go
         * @param first of them in the array
         */
        void move(Pointer memory, int first, int count);
    }

    PinnedBuffer(CudaStream stream) {
        this.stream = stream;
        PointerByReference address = new PointerByReference();
        stream.check(stream.api().cuMemHostAlloc(address, BYTES, 0), "cuMemHostAlloc");
        this.memory = address.getValue();
    }

    /** Copies an array to the card; it may be changed afterwards. */
    public void write(CudaMemory to, int elements, int width, Part part) {
        long address = to.use(stream, true);
        int most = (int) (BYTES / width);
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(most, elements - first);
            Pointer place = memory.share(take((long) count * width));
            part.move(place, first, count);
            stream.check(
                    stream.api()
                            .cuMemcpyHtoDAsync_v2(
                                    address + (long) first * width,
                                    place,
                                    (long) count * width,
                                    stream.handle()),
                    "cuMemcpyHtoDAsync");
        }
    }

    /**
     * Copies from the card into an array, once the stream has done all before, and finishes it.
     *
     * @param elements more than 0
     */
    public void read(CudaMemory from, int elements, int width, Part part) {
        long address = from.use(stream, false);
        int most = (int) (BYTES / width);
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(most, elements - first);
            Pointer place = memory.share(take((long) count * width));
            stream.check(
                    stream.api()
                            .cuMemcpyDtoHAsync_v2(
                                    place,
                                    address + (long) first * width,
                                    (long) count * width,
                                    stream.handle()),
                    "cuMemcpyDtoHAsync");
            if (first + count < elements) {
                stream.synchronize();
            } else {
                stream.finish();
            }
            part.move(place, first, count);
        }
    }

    /** The stream has done all that it was asked for. */
    void clear() {
        used = 0;
    }

    private long take(long bytes) {
        if (used + bytes > BYTES) {
            stream.synchronize();
        }
        long place = used;
        used = (used + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return place;
    }
}
