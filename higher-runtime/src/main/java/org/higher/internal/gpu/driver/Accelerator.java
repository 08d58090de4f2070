package org.higher.internal.gpu.driver;

import java.util.Optional;

/**
 * A device with memory and a compiler of its own, as a driver shows it: OpenCL's, or CUDA's.
 *
 * <p>Any number of threads may call. Uses of the same memory are done in the order in which they
 * were asked for, whoever asked, if at least one of them writes: memory that is freed may be given
 * out again at once, and only {@code read} waits. Callers see to it that there is an order: two
 * threads, of which one writes, do not ask at the same time. All else may be done in any order, and
 * at the same time.
 */
public interface Accelerator {
    /** What it is, with its memory, as {@code "NVIDIA H100, 80 GB"}. */
    String description();

    /** The language of its kernels. */
    Dialect dialect();

    /** Whether kernels can compute in double precision. */
    boolean hasDoubles();

    /** The bytes of its memory. */
    long memory();

    /** Whether its memory is the machine's own, which others need as well. */
    boolean sharesMemory();

    /** The most bytes of one piece of memory. */
    long largestAllocation();

    /**
     * The number of the queue that the work of the calling thread goes to; 0 where there is one.
     *
     * <p>Memory costs least in the {@linkplain Memory#queue queue} that it was allocated for.
     */
    default int queueOfThread() {
        return 0;
    }

    /**
     * Memory with anything in it; empty if the device has no such piece left.
     *
     * @param bytes more than 0
     */
    Optional<Memory> allocate(long bytes);

    /** Gives memory back; what was asked for earlier still finds it. */
    void free(Memory memory);

    /** Copies values to the start of memory; they may be changed afterwards. */
    void write(Memory to, float[] values);

    /** As {@link #write(Memory, float[])}. */
    void write(Memory to, double[] values);

    /** As {@link #write(Memory, float[])}. */
    void write(Memory to, int[] values);

    /** Copies the start of memory, once all that was asked for earlier is done. */
    void read(Memory from, float[] into);

    /** As {@link #read(Memory, float[])}. */
    void read(Memory from, double[] into);

    /** As {@link #read(Memory, float[])}. */
    void read(Memory from, int[] into);

    /** Copies bytes from one piece of memory to another one. */
    void copy(Memory from, long fromByte, Memory to, long toByte, long bytes);

    /**
     * A function of a text in the device's language.
     *
     * <p>What was compiled may be kept on disk, by the text and all else that it depends on.
     * Callers ask for several functions of one text: drivers keep what they have made of it as long
     * as one of its kernels is reachable, and release it afterwards.
     *
     * @param source the whole text, {@link Dialect#prelude} included; what may be written is
     *     declared as {@link KernelParameters} says
     * @param name of the function in it
     * @throws IllegalStateException with the compiler's words if it does not compile
     */
    Kernel compile(String source, String name);

    /**
     * Asks for a kernel to be run.
     *
     * @param groups how many groups of threads there are in each of one to three directions; the
     *     first may be as large as 2^31 - 1, the others 65,535
     * @param groupSize threads in each group, all in the first direction; at most 256
     * @param arguments each a {@link Memory}, Integer, Long, Float or Double, or an int[], which
     *     stands for a structure of as many ints, passed by value
     */
    void launch(Kernel kernel, int[] groups, int groupSize, Object... arguments);

    /** A library of matrix products; empty if there is none, so that our own kernel does them. */
    Optional<Products> products();

    /** A library of convolutions; empty if there is none, so that our own kernels do them. */
    default Optional<ConvolutionLibrary> convolutions() {
        return Optional.empty();
    }

    /** How it computes what depends on the installation; starts nothing. */
    String remark();
}
