package org.higher.internal.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * Memory of the machine that a card reads and writes by itself, through which values pass.
 *
 * <p>Values that are written wait in it until the stream has come to them; once it is full, the
 * next ones wait for the stream. The caller sees to it that one thread at a time is here.
 */
final class PinnedBuffer {
    private static final long BYTES = 4L << 20;

    /** Addresses that every kind of copy takes. */
    private static final long ALIGNMENT = 256;

    private final CudaDriver driver;
    private final Pointer stream;
    private final Pointer memory;
    private long used;

    /** Puts a part of an array into memory, or takes it from there. */
    interface Part {
        /**
         * Moves elements.
         *
         * @param memory where they are, or go
         * @param first of them in the array
         */
        void move(Pointer memory, int first, int count);
    }

    PinnedBuffer(CudaDriver driver, Pointer stream) {
        this.driver = driver;
        this.stream = stream;
        PointerByReference address = new PointerByReference();
        driver.check(driver.api().cuMemHostAlloc(address, BYTES, 0), "cuMemHostAlloc");
        this.memory = address.getValue();
    }

    /** Copies an array to the card; it may be changed afterwards. */
    void write(long address, int elements, int width, Part part) {
        int most = (int) (BYTES / width);
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(most, elements - first);
            Pointer place = memory.share(take((long) count * width));
            part.move(place, first, count);
            driver.check(
                    driver.api()
                            .cuMemcpyHtoDAsync_v2(
                                    address + (long) first * width,
                                    place,
                                    (long) count * width,
                                    stream),
                    "cuMemcpyHtoDAsync");
        }
    }

    /** Copies from the card into an array, once the stream has done all before. */
    void read(long address, int elements, int width, Part part) {
        int most = (int) (BYTES / width);
        synchronize(); // and all that waits here is gone
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(most, elements - first);
            driver.check(
                    driver.api()
                            .cuMemcpyDtoHAsync_v2(
                                    memory,
                                    address + (long) first * width,
                                    (long) count * width,
                                    stream),
                    "cuMemcpyDtoHAsync");
            synchronize();
            part.move(memory, first, count);
        }
    }

    /** Waits for the stream. */
    void synchronize() {
        driver.check(driver.api().cuStreamSynchronize(stream), "cuStreamSynchronize");
        used = 0;
    }

    private long take(long bytes) {
        if (used + bytes > BYTES) {
            synchronize();
        }
        long place = used;
        used = (used + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return place;
    }
}
