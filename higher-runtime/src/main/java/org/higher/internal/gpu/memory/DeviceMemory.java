package org.higher.internal.gpu.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.heap.OutOfDeviceError;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a device: pooled by size and queue, and bounded.
 *
 * <p>Pieces come in few sizes, four to each doubling, and are kept when they are given back: for
 * threads whose work goes to the queue that they were allocated for, as long as others get theirs
 * from the driver. What arrays hold is given back explicitly where an owner is known to be done
 * with it (a pool of arrays), else when the garbage collector has found the array: it sees small
 * objects on the heap, not what they stand for, so it would come too late. Therefore all pieces
 * together stay below a bound: who would pass it first takes what the collector has found, then
 * gives what is spare back to the driver, then asks for a collection and waits for it, and gets an
 * error if that was not enough.
 */
public final class DeviceMemory {
    /** The system property that says what share of a device's memory may be used. */
    static final String PROPERTY = "higher.gpu.share";

    private static final double USUAL_SHARE = 0.8;

    /** Where the memory is the machine's own, which the JVM and others need as well. */
    private static final double USUAL_SHARE_OF_SHARED = 0.25;

    private static final int SMALLEST = 256;

    /** Collections that are asked for before there is an error. */
    private static final int COLLECTIONS = 3;

    private static final long MILLIS_TO_WAIT = 400;

    private final String name;
    private final Accelerator accelerator;
    private final long bound;

    /**
     * Held by who wants memory, while it waits for some: others may give theirs back, and nobody
     * else gets it.
     */
    private final Object taking = new Object();

    /** The bytes of all pieces that the driver has given out. */
    private long total;

    /** Those among them that nobody uses. */
    private final SpareMemory spare = new SpareMemory();

    private final ReferenceQueue<Block> unreachable = new ReferenceQueue<>();

    /** So that they are not collected before what they refer to. */
    private final Set<BlockReference> references = new HashSet<>();

    /** The memory of a device, bounded by the share that {@value #PROPERTY} says. */
    public DeviceMemory(String name, Accelerator accelerator) {
        this(name, accelerator, (long) (accelerator.memory() * share(accelerator)));
    }

    DeviceMemory(String name, Accelerator accelerator, long bound) {
        this.name = name;
        this.accelerator = accelerator;
        this.bound = bound;
    }

    private static double share(Accelerator accelerator) {
        String property = System.getProperty(PROPERTY);
        if (property == null || property.isBlank()) {
            return accelerator.sharesMemory() ? USUAL_SHARE_OF_SHARED : USUAL_SHARE;
        }
        double share;
        try {
            share = Double.parseDouble(property.strip());
        } catch (NumberFormatException wrong) {
            share = Double.NaN;
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    ("-D%s=%s: not a number in (0, 1], the share of a device's memory that may"
                                    + " be used")
                            .formatted(PROPERTY, property));
        }
        return share;
    }

    /**
     * What arrays share that have the same contents: a piece that is given back when all are gone.
     */
    public static final class Block {
        private final DeviceMemory owner;
        private final BlockReference reference;
        private @Nullable Memory memory;

        private Block(DeviceMemory owner, Memory memory) {
            this.owner = owner;
            this.memory = memory;
            this.reference = new BlockReference(this, memory, owner.unreachable);
        }

        public Memory memory() {
            Memory held = memory;
            if (held == null) {
                throw new IllegalStateException(
                        "an array was used after its memory had been given back");
            }
            return held;
        }

        /** Gives the memory back; nobody may use this any more. */
        public void giveUp() {
            memory();
            memory = null;
            reference.clear();
            owner.reclaim(reference);
        }
    }

    private static final class BlockReference extends PhantomReference<Block> {
        final Memory memory;

        BlockReference(Block block, Memory memory, ReferenceQueue<Block> queue) {
            super(block, queue);
            this.memory = memory;
        }
    }

    /** Memory that is given back with the object. */
    public Block block(long bytes) {
        Memory memory = take(bytes);
        Block block = new Block(this, memory);
        synchronized (this) {
            references.add(block.reference);
        }
        return block;
    }

    /**
     * Memory with anything in it, to be given back.
     *
     * @throws OutOfDeviceError if there is none, with figures
     */
    public Memory take(long bytes) {
        if (bytes > accelerator.largestAllocation()) {
            throw new OutOfDeviceError(
                    "%s: no array of %s: the most that one may have on %s is %s; use smaller arrays"
                            .formatted(
                                    name,
                                    mebibytes(bytes),
                                    accelerator.description(),
                                    mebibytes(accelerator.largestAllocation())));
        }
        long size = Math.min(sizeOf(bytes), accelerator.largestAllocation());
        synchronized (taking) {
            for (int collections = 0; collections <= COLLECTIONS; collections++) {
                if (collections > 0) {
                    collect();
                }
                Memory found = find(size);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new OutOfDeviceError(
                ("%s: no memory for an array of %s on %s: arrays in use have %s of the %s that may"
                                + " be used; keep fewer arrays at a time (close loops, use a"
                                + " smaller batch or fewer steps), or raise -D%s=..., the share of"
                                + " the device's memory")
                        .formatted(
                                name,
                                mebibytes(bytes),
                                accelerator.description(),
                                mebibytes(used()),
                                mebibytes(bound),
                                PROPERTY));
    }

    /**
     * A spare piece or one of the driver's; null if neither can be had.
     *
     * <p>What another queue has spare is taken once the driver has no more: this one would have to
     * wait until the other one is done with it.
     */
    private synchronized @Nullable Memory find(long size) {
        takeUnreachable();
        Memory piece = spare.take(size, accelerator.queueOfThread());
        while (piece == null) {
            if (total + size <= bound) {
                Optional<Memory> made = accelerator.allocate(size);
                if (made.isPresent()) {
                    total += size;
                    return made.get();
                }
            }
            piece = spare.take(size);
            if (piece == null && !freeLargest()) {
                return null;
            }
        }
        return piece;
    }

    /** Gives a spare piece back to the driver, if there is one. */
    private boolean freeLargest() {
        Memory piece = spare.takeLargest();
        if (piece == null) {
            return false;
        }
        total -= piece.bytes();
        accelerator.free(piece);
        return true;
    }

    /** Keeps memory for the next who wants such a piece. */
    public synchronized void give(Memory memory) {
        spare.add(memory);
    }

    private synchronized void reclaim(BlockReference reference) {
        if (references.remove(reference)) {
            give(reference.memory);
        }
    }

    private void takeUnreachable() {
        for (Reference<? extends Block> found = unreachable.poll();
                found != null;
                found = unreachable.poll()) {
            reclaim((BlockReference) found);
        }
    }

    /**
     * Has garbage collected, and waits until the first of it is known.
     *
     * <p>An interrupt waits until then: it is no reason to find no memory.
     */
    @SuppressWarnings("DoNotCall")
    private void collect() {
        System.gc();
        boolean interrupted = Thread.interrupted();
        try {
            long end = System.nanoTime() + MILLIS_TO_WAIT * 1_000_000;
            boolean any = false;
            while (true) {
                // others come in bursts
                long millis = any ? 5 : (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return;
                }
                try {
                    Reference<? extends Block> found = unreachable.remove(millis);
                    if (found == null) {
                        return;
                    }
                    reclaim((BlockReference) found);
                    any = true;
                } catch (InterruptedException meanwhile) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The bytes of all pieces in use; for tests. */
    synchronized long used() {
        takeUnreachable();
        return total - spare.bytes();
    }

    /** The bytes of all pieces, used or spare; for tests. */
    synchronized long total() {
        return total;
    }

    /** The size of pieces that hold so many bytes. */
    static long sizeOf(long bytes) {
        if (bytes <= SMALLEST) {
            return SMALLEST;
        }
        long step = Math.max(SMALLEST / 4, Long.highestOneBit(bytes - 1) / 4);
        return (bytes + step - 1) / step * step;
    }

    private static String mebibytes(long bytes) {
        return bytes < 10 << 20
                ? String.format(Locale.ROOT, "%,d bytes", bytes)
                : String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
