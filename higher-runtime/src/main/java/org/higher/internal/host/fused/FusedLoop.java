package org.higher.internal.host.fused;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.higher.array.DType;
import org.higher.internal.backend.MemoryPoisoning;
import org.higher.internal.backend.Program;
import org.higher.internal.host.memory.DoubleRanges;
import org.higher.internal.host.memory.FloatRanges;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.reduction.DoubleReductions;
import org.higher.internal.host.reduction.FloatReductions;
import org.higher.internal.host.reduction.PairwiseSums;
import org.higher.internal.threads.ComputeThreads;
import org.jspecify.annotations.Nullable;

/**
 * One fused loop: a pass of a program over the elements of its inputs.
 *
 * <p>Outputs and reductions are registered first, then it runs. Blocks are allocated to steps as
 * registers are: one is free again after the last step that reads it.
 */
public final class FusedLoop {
    private static final int BLOCK = PairwiseSums.BLOCK;

    /** Elements that one thread takes at a time. */
    private static final int CHUNK = 16 * BLOCK;

    /** Elements times steps from which on handing out work is a small part of it. */
    private static final long WORTH_THREADS = 1 << 20;

    private final List<Program.Step> steps;
    private final boolean isFloat;
    private final BitSet elementwise;
    private final IntFunction<HostArray> inputs;
    private final double[] scalars;

    /** The elementwise steps that outputs and reductions depend on. */
    private final BitSet needed = new BitSet();

    /** By step: where its values go; null if they are not asked for. */
    private final @Nullable List<HostArray>[] targets;

    /** By the step that is reduced: the steps that do; null if there are none. */
    private final @Nullable List<Integer>[] reductions;

    /** By the step that reduces, then by block; null if it is not asked for. */
    private final double[][] ofBlocks;

    public FusedLoop(
            Program program, BitSet elementwise, IntFunction<HostArray> inputs, double[] scalars) {
        this.steps = program.steps();
        this.isFloat = program.dtype() == DType.FLOAT32;
        this.elementwise = elementwise;
        this.inputs = inputs;
        this.scalars = scalars;
        this.targets = lists(scalars.length);
        this.reductions = lists(scalars.length);
        this.ofBlocks = new double[scalars.length][];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of lists of something
    private static <T> @Nullable List<T>[] lists(int count) {
        return (List<T>[]) new List[count];
    }

    private static <T> void add(@Nullable List<T>[] lists, int index, T element) {
        List<T> list = lists[index];
        if (list == null) {
            list = new ArrayList<>(1);
            lists[index] = list;
        }
        list.add(element);
    }

    /** Asks for the values of an elementwise step. */
    void write(int step, HostArray target) {
        add(targets, step, target);
        need(step);
    }

    /** Asks for the scalar that an elementwise step's values are reduced to. */
    void reduce(int step) {
        add(reductions, reduction(step).x(), step);
        need(reduction(step).x());
    }

    private Program.Reduce reduction(int step) {
        return (Program.Reduce) steps.get(step);
    }

    private void need(int step) {
        if (elementwise.get(step) && !needed.get(step)) {
            needed.set(step);
            for (int operand : Program.operands(steps.get(step))) {
                need(operand);
            }
        }
    }

    /**
     * Goes over all elements, in several threads where that pays.
     *
     * <p>Each sum is made of the sums of blocks, whoever computed them: so the result does not
     * depend on the threads. It is that of {@link PairwiseSums}.
     */
    void run(int size) {
        if (needed.isEmpty()) {
            return;
        }
        int[] order = needed.stream().toArray();
        reducing(step -> ofBlocks[step] = new double[(size + BLOCK - 1) / BLOCK]);
        int chunks = (size + CHUNK - 1) / CHUNK;
        boolean pays = (long) size * order.length >= WORTH_THREADS;
        int threads = pays ? Math.min(ComputeThreads.count(), chunks) : 1;
        ComputeThreads.run(
                threads,
                thread -> {
                    Registers registers = new Registers(order);
                    for (int i = thread; i < chunks; i += threads) {
                        registers.run(i * CHUNK, Math.min(size, (i + 1) * CHUNK));
                    }
                });
        reducing(
                step -> {
                    double total = PairwiseSums.ofBlocks(reduction(step).f(), ofBlocks[step], size);
                    scalars[step] = isFloat ? (float) total : total;
                });
    }

    private void reducing(IntConsumer action) {
        for (List<Integer> ofStep : reductions) {
            if (ofStep != null) {
                ofStep.forEach(action::accept);
            }
        }
    }

    /** The blocks of one thread, as registers for the values of steps. */
    private final class Registers {
        private final int[] order;

        /** By step: a {@code float[]} or {@code double[]}; some steps share theirs. */
        private final @Nullable Object[] block = new Object[steps.size()];

        Registers(int[] order) {
            this.order = order;
            handOutBlocks();
        }

        void run(int start, int end) {
            for (int from = start; from < end; from += BLOCK) {
                int n = Math.min(BLOCK, end - from);
                for (int step : order) {
                    compute(step, from, n);
                    deliver(step, from, n);
                }
            }
        }

        private void handOutBlocks() {
            int[] lastReader = new int[block.length];
            for (int step : order) {
                lastReader[step] = step;
                for (int operand : Program.operands(steps.get(step))) {
                    lastReader[operand] = step;
                }
            }
            Deque<Object> free = new ArrayDeque<>();
            for (int step : order) {
                for (int operand : Program.operands(steps.get(step))) {
                    if (elementwise.get(operand)) {
                        if (lastReader[operand] == step) {
                            lastReader[operand] = -1; // it may be both operands
                            free.push(Objects.requireNonNull(block[operand]));
                        }
                    } else if (steps.get(step) instanceof Program.Choose
                            && block[operand] == null) {
                        block[operand] = filled(scalars[operand]);
                    }
                }
                // a result may take the place of its operand, element by element
                Object result =
                        free.isEmpty()
                                ? filled(MemoryPoisoning.isOn() ? Double.NaN : 0)
                                : free.pop();
                block[step] = result;
                if (lastReader[step] == step) {
                    free.push(result);
                }
            }
        }

        private Object filled(double value) {
            return isFloat ? FloatRanges.filled(value, BLOCK) : DoubleRanges.filled(value, BLOCK);
        }

        private void compute(int at, int from, int n) {
            Program.Step step = steps.get(at);
            if (step instanceof Program.Input input) {
                System.arraycopy(inputs.apply(input.index()).data(), from, block[at], 0, n);
            } else if (isFloat) {
                FloatFusedSteps.compute(step, elementwise, scalars, block, block[at], n);
            } else {
                DoubleFusedSteps.compute(step, elementwise, scalars, block, block[at], n);
            }
        }

        /** What was computed, to where it was asked for. */
        private void deliver(int step, int from, int n) {
            List<HostArray> asked = targets[step];
            if (asked != null) {
                for (HostArray target : asked) {
                    System.arraycopy(block[step], 0, target.data(), from, n);
                }
            }
            List<Integer> reducing = reductions[step];
            if (reducing != null) {
                Object result = Objects.requireNonNull(block[step]);
                for (int to : reducing) {
                    ofBlocks[to][from / BLOCK] =
                            isFloat
                                    ? FloatReductions.ofBlock(reduction(to).f(), result, n)
                                    : DoubleReductions.ofBlock(reduction(to).f(), result, n);
                }
            }
        }
    }
}
