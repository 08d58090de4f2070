package org.higher.internal.cuda.driver;

import java.util.Arrays;
import org.higher.internal.gpu.driver.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a card, with the last uses of it, after which the next ones come.
 *
 * <p>A read comes after the last write, in whichever streams they are; a write comes after the last
 * write and all reads since. So streams that read the same memory do not wait for each other.
 *
 * <p>The address is to be had by {@linkplain #use saying what it is used for}, and in no other way.
 */
public final class CudaMemory implements Memory {
    /** The number of something that a stream was asked for. */
    private record Use(CudaStream stream, long number) {}

    private static final Use[] NONE = {};

    private final long address;
    private final long bytes;
    private final int queue;
    private @Nullable Use write;

    /** The last one of each stream, since the last write. */
    private Use[] reads = NONE;

    /**
     * Memory that was never used.
     *
     * @param address as the card sees it
     * @param queue the number of the stream that it was allocated for
     */
    public CudaMemory(long address, long bytes, int queue) {
        this.address = address;
        this.bytes = bytes;
        this.queue = queue;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int queue() {
        return queue;
    }

    /**
     * Has what a stream is asked for next come after earlier uses.
     *
     * @param by the stream, entered
     * @param writes whether the memory may be written; else it is read only
     * @return the address
     */
    public synchronized long use(CudaStream by, boolean writes) {
        comeAfter(by, write);
        Use use = new Use(by, by.number());
        if (writes) {
            for (Use read : reads) {
                comeAfter(by, read);
            }
            reads = NONE;
            write = use;
        } else {
            reads = with(reads, use);
        }
        return address;
    }

    private static void comeAfter(CudaStream by, @Nullable Use use) {
        if (use != null) {
            by.comeAfter(use.stream, use.number);
        }
    }

    private static Use[] with(Use[] uses, Use use) {
        for (int i = 0; i < uses.length; i++) {
            if (uses[i].stream == use.stream) {
                uses[i] = use;
                return uses;
            }
        }
        Use[] more = Arrays.copyOf(uses, uses.length + 1);
        more[uses.length] = use;
        return more;
    }
}
