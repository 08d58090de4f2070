package org.higher.internal.gpu.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Memory without contents, counted, and kernels by name; it runs nothing. */
public final class FakeAccelerator implements Accelerator {
    /** A piece of it. */
    private record Piece(long number, long bytes, int queue) implements Memory {}

    private final long capacity;
    private final Set<Memory> given = new HashSet<>();
    private final List<String> launched = new ArrayList<>();
    private Optional<ConvolutionLibrary> convolutions = Optional.empty();
    private int queue;
    private long used;
    private long mostUsed;
    private long made;

    public FakeAccelerator(long capacity) {
        this.capacity = capacity;
    }

    public long used() {
        return used;
    }

    /** How often memory was asked for with success. */
    public long made() {
        return made;
    }

    /** The most bytes that were in use at a time. */
    public long mostUsed() {
        return mostUsed;
    }

    /** The kernels that were asked for, in order, but for those of memory poisoning. */
    public List<String> launched() {
        return launched;
    }

    /** As if threads that call from now on had another queue. */
    public void turnTo(int other) {
        queue = other;
    }

    @Override
    public int queueOfThread() {
        return queue;
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public Dialect dialect() {
        return new Dialect("");
    }

    @Override
    public String remark() {
        return "";
    }

    @Override
    public boolean hasDoubles() {
        return true;
    }

    @Override
    public boolean sharesMemory() {
        return false;
    }

    @Override
    public long memory() {
        return capacity;
    }

    @Override
    public long largestAllocation() {
        return capacity / 2;
    }

    @Override
    public Optional<Memory> allocate(long bytes) {
        if (used + bytes > capacity) {
            return Optional.empty();
        }
        used += bytes;
        mostUsed = Math.max(mostUsed, used);
        Memory piece = new Piece(made++, bytes, queue);
        given.add(piece);
        return Optional.of(piece);
    }

    @Override
    public void free(Memory memory) {
        if (!given.remove(memory)) {
            throw new IllegalStateException("memory was freed twice");
        }
        used -= memory.bytes();
    }

    @Override
    public void write(Memory to, float[] values) {}

    @Override
    public void write(Memory to, double[] values) {}

    @Override
    public void write(Memory to, int[] values) {}

    @Override
    public void read(Memory from, float[] into) {}

    @Override
    public void read(Memory from, double[] into) {}

    @Override
    public void read(Memory from, int[] into) {}

    @Override
    public void copy(Memory from, long fromByte, Memory to, long toByte, long bytes) {}

    @Override
    public Kernel compile(String source, String name) {
        return () -> name;
    }

    @Override
    public void launch(Kernel kernel, int[] groups, int groupSize, Object... arguments) {
        if (!kernel.name().equals("poison")) {
            launched.add(kernel.name());
        }
    }

    /** Has a library from now on. */
    public void use(ConvolutionLibrary library) {
        convolutions = Optional.of(library);
    }

    @Override
    public Optional<ConvolutionLibrary> convolutions() {
        return convolutions;
    }

    @Override
    public Optional<Products> products() {
        return Optional.empty();
    }
}
