package org.higher.internal.host.fused;

import java.util.Objects;
import java.util.function.IntPredicate;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Program;
import org.higher.internal.host.elementwise.ElementwiseLoops;
import org.higher.internal.host.memory.DoubleRanges;
import org.higher.internal.host.memory.FloatRanges;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HeapWorkspace;
import org.higher.internal.host.reduction.DoubleReductions;
import org.higher.internal.host.reduction.FloatReductions;
import org.higher.internal.host.reduction.PairwiseSums;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a pass reads and writes.
 *
 * <p>Arrays are a {@code float[]} or {@code double[]}, as the pass has it.
 */
final class PassData {
    static final int BLOCK = PairwiseSums.BLOCK;

    private final FusedPass pass;
    private final int size;

    /** By step: the elements of inputs, or a {@link StridedInput}. */
    private final @Nullable Object[] sources;

    /** By step. */
    private final double[] scalars;

    /** By output of the program. */
    private final @Nullable Object[] outputs;

    /** By the step that reduces, then by block. */
    private final double[][] parts;

    PassData(
            FusedPass pass,
            @Nullable Object[] sources,
            double[] scalars,
            @Nullable Object[] outputs,
            int size) {
        this.pass = pass;
        this.sources = sources;
        this.scalars = scalars;
        this.outputs = outputs;
        this.size = size;
        this.parts = new double[scalars.length][];
        for (int reduction : pass.reductions()) {
            parts[reduction] = HeapArrays.doubles((size + BLOCK - 1) / BLOCK);
        }
    }

    FusedPass pass() {
        return pass;
    }

    /** How many elements arrays have. */
    int size() {
        return size;
    }

    double[] scalars() {
        return scalars;
    }

    /** The elements of an input, or a {@link StridedInput}. */
    Object source(int step) {
        return Objects.requireNonNull(sources[step]);
    }

    /**
     * Whether an input is no array of all elements, so that it has to be copied by {@link #load}.
     */
    boolean isCopied(int step) {
        return source(step) instanceof StridedInput;
    }

    /**
     * Copies elements of an input.
     *
     * @param from the place of n of them among all
     * @param at where to
     */
    void load(int step, int from, Object to, int at, int n) {
        Object source = source(step);
        if (source instanceof StridedInput strided) {
            strided.copy(from, to, at, n);
        } else {
            System.arraycopy(source, from, to, at, n);
        }
    }

    Object output(int index) {
        return Objects.requireNonNull(outputs[index]);
    }

    /** An array that the calling thread keeps for passes, with anything in it. */
    Object kept(int number) {
        return HeapWorkspace.ofThisThread().forProgram(pass.isFloat(), number, size);
    }

    /** Memory for the values of a block that nobody has written yet. */
    Object block() {
        return filled(MemoryPoisoning.isOn() ? Double.NaN : 0);
    }

    Object filled(double value) {
        return pass.isFloat()
                ? FloatRanges.filled(value, BLOCK)
                : DoubleRanges.filled(value, BLOCK);
    }

    /**
     * Computes n elements of a step by itself.
     *
     * @param arrays by step
     * @param at where they begin in these
     */
    void compute(int index, @Nullable Object[] arrays, int at, int n) {
        Program.Step step = pass.step(index);
        int[] operands = Program.operands(step);
        Object[] given = new Object[operands.length + 1];
        double[] numbers = new double[operands.length];
        for (int i = 0; i < operands.length; i++) {
            given[i] = arrays[operands[i]];
            numbers[i] = scalars[operands[i]];
        }
        given[operands.length] = arrays[index];
        IntPredicate isScalar = i -> !pass.elementwise().get(operands[i]);
        ElementwiseLoops.of(step, isScalar, pass.isFloat()).run(given, numbers, at, at + n);
    }

    /**
     * Hands values of a step to where they were asked for.
     *
     * @param at where n of them begin
     * @param from their place among all
     */
    void deliver(int step, Object values, int at, int from, int n) {
        for (int output : pass.outputsOf(step)) {
            Object target = output(output);
            if (target != values) {
                System.arraycopy(values, at, target, from, n);
            }
        }
        for (int reduction : pass.reductionsOf(step)) {
            Program.Reduce reduce = pass.reduction(reduction);
            parts[reduction][from / BLOCK] =
                    pass.isFloat()
                            ? FloatReductions.ofBlock(reduce.f(), values, at, n)
                            : DoubleReductions.ofBlock(reduce.f(), values, at, n);
        }
    }

    /**
     * Hands elements of an input to where they were asked for.
     *
     * @param from the place of n of them among all
     */
    void deliverInput(int step, int from, int n) {
        if (!isCopied(step)) {
            deliver(step, source(step), from, from, n);
            return;
        }
        int[] asking = pass.outputsOf(step);
        Object values = asking.length > 0 ? output(asking[0]) : block();
        int at = asking.length > 0 ? from : 0;
        load(step, from, values, at, n);
        deliver(step, values, at, from, n);
    }

    /** The scalars that the pass reduces to, from those of blocks. */
    void reduce() {
        for (int reduction : pass.reductions()) {
            Program.Reduce reduce = pass.reduction(reduction);
            double total = PairwiseSums.ofBlocks(reduce.f(), parts[reduction], size);
            scalars[reduction] = pass.isFloat() ? (float) total : total;
        }
    }
}
