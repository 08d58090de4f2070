package org.higher.internal.host.fused;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.higher.internal.host.elementwise.ElementwiseLoop;
import org.higher.internal.host.elementwise.LoopWriter;
import org.higher.internal.host.elementwise.Operation;
import org.higher.internal.host.fused.LoopSchedule.Loop;
import org.higher.internal.host.memory.HeapWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * A pass in compiled loops, which go over a block of elements one after the other.
 *
 * <p>What one hands on to another needs an array of the same indices as all others, or C2 would not
 * vectorise: that is an output which is written later, or an array that the thread keeps for this
 * ({@link Direct}). So does an input that is read by strides, block by block. Where that would take
 * much memory, loops run over copies of the block ({@link Copied}).
 */
final class CompiledPass {
    private static final int NONE = -1;

    /** Elements up to which a thread keeps arrays for what loops hand on. */
    private static final int MOST_KEPT = 1 << 18;

    private final FusedPass pass;
    private final List<Loop> loops;

    /** By step: the loop that computes it, and the first and the last one that read it. */
    private final int[] writer;

    private final int[] firstReader;
    private final int[] lastReader;

    /** By step: whether its values are written to an array. */
    private final boolean[] isStored;

    /**
     * By step that is stored, and by strided input: the array that it is written to. The first ones
     * are the outputs of the program, those behind them are kept by the thread.
     */
    private final int[] arrayOf;

    /** How many arrays the thread keeps. */
    private int kept;

    /** By step that is read or stored: the number of its block. */
    private final int[] blockOf;

    private int blocks;

    private final List<Part> parts = new ArrayList<>();

    /** Inputs that are outputs, or reduced. */
    private final int[] askedInputs;

    /**
     * A loop, as it is run.
     *
     * @param code empty for a step by itself, for which the interpreter has a loop
     * @param step the first one
     * @param inputs that are read for the first time
     * @param asked steps that are outputs, or reduced
     */
    private record Part(Optional<ElementwiseLoop> code, int step, int[] inputs, int[] asked) {}

    private CompiledPass(FusedPass pass, List<Loop> loops) {
        this.pass = pass;
        this.loops = loops;
        int steps = pass.steps().size();
        this.writer = new int[steps];
        this.firstReader = new int[steps];
        this.lastReader = new int[steps];
        this.isStored = new boolean[steps];
        findReaders();
        this.arrayOf = new int[steps];
        handOutArrays();
        this.blockOf = new int[steps];
        handOutBlocks();
        for (int i = 0; i < loops.size(); i++) {
            parts.add(part(i));
        }
        this.askedInputs = order(step -> pass.isInput(step) && pass.isAskedFor(step));
    }

    /** Empty if no steps can be computed together. */
    static Optional<CompiledPass> of(FusedPass pass) {
        List<Loop> loops = LoopSchedule.of(pass);
        return loops.stream().anyMatch(loop -> loop.steps().length > 1)
                ? Optional.of(new CompiledPass(pass, loops))
                : Optional.empty();
    }

    private void findReaders() {
        Arrays.fill(writer, NONE);
        Arrays.fill(firstReader, NONE);
        Arrays.fill(lastReader, NONE);
        for (int i = 0; i < loops.size(); i++) {
            int reader = i;
            for (int step : loops.get(i).steps()) {
                writer[step] = reader;
                isStored[step] = pass.isAskedFor(step) || !loops.get(i).isVectorised();
                pass.elementwiseOperands(step)
                        .forEach(
                                operand -> {
                                    if (firstReader[operand] == NONE) {
                                        firstReader[operand] = reader;
                                    }
                                    lastReader[operand] = reader;
                                    isStored[operand] |=
                                            !pass.isInput(operand) && writer[operand] != reader;
                                });
            }
        }
    }

    /** Puts what is stored into outputs, what is none itself into one that is not written yet. */
    private void handOutArrays() {
        int outputs = pass.programOutputs();
        int[] freeUntil = new int[outputs + isStored.length]; // the loop that writes it at last
        int[] freeFrom = new int[freeUntil.length];
        Arrays.fill(freeFrom, NONE);
        Arrays.fill(freeUntil, 0, outputs, NONE);
        Arrays.fill(freeUntil, outputs, freeUntil.length, loops.size());
        for (int step : order(step -> isStored[step] && pass.outputsOf(step).length > 0)) {
            arrayOf[step] = pass.outputsOf(step)[0];
            freeUntil[arrayOf[step]] = writer[step];
        }
        for (int step : order(this::isHandedOn)) {
            boolean isInput = pass.isInput(step);
            int from = isInput ? firstReader[step] - 1 : writer[step]; // before the loop, or in it
            int until = Math.max(lastReader[step], from + 1);
            int array = 0;
            while (freeFrom[array] > from || freeUntil[array] < until) {
                array++;
            }
            arrayOf[step] = array;
            freeFrom[array] = until;
            kept = Math.max(kept, array + 1 - outputs);
        }
    }

    /** Whether a step needs an array though it is no output. */
    private boolean isHandedOn(int step) {
        return isStored[step] && pass.outputsOf(step).length == 0
                || pass.isStrided(step) && firstReader[step] != NONE;
    }

    /** The elementwise steps that pass a test, by the loops that compute them; inputs first. */
    private int[] order(IntPredicate test) {
        return IntStream.of(pass.order())
                .filter(test)
                .boxed()
                .sorted((a, b) -> Integer.compare(writer[a], writer[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Allocates blocks to steps, as registers are: one is free after the last loop that reads. */
    private void handOutBlocks() {
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < loops.size(); i++) {
            int current = i;
            int[] taking =
                    order(
                            step ->
                                    isStored[step] && writer[step] == current
                                            || isFirstRead(step, current));
            for (int step : taking) {
                blockOf[step] = free.isEmpty() ? blocks++ : free.pop();
            }
            int[] leaving =
                    order(
                            step ->
                                    (isStored[step] || pass.isInput(step))
                                            && Math.max(lastReader[step], writer[step]) == current);
            for (int step : leaving) {
                free.push(blockOf[step]);
            }
        }
    }

    /** Whether a step is an input that a loop is the first to read. */
    private boolean isFirstRead(int step, int loop) {
        return pass.isInput(step) && firstReader[step] == loop;
    }

    private Part part(int index) {
        Loop loop = loops.get(index);
        return new Part(
                loop.isVectorised() ? Optional.of(written(loop)) : Optional.empty(),
                loop.steps()[0],
                order(step -> isFirstRead(step, index)),
                IntStream.of(loop.steps()).filter(pass::isAskedFor).toArray());
    }

    private ElementwiseLoop written(Loop loop) {
        LoopWriter writer = new LoopWriter(pass.isFloat(), step -> !pass.elementwise().get(step));
        for (int step : loop.steps()) {
            writer.add(step, Operation.of(pass.step(step)), isStored[step]);
        }
        return writer.loop();
    }

    /** Whether it runs over the arrays themselves. */
    boolean isDirect(int size) {
        return kept == 0 || kept <= HeapWorkspace.FOR_PROGRAMS && size <= MOST_KEPT;
    }

    /** What threads run parts of a pass by. */
    Supplier<PassWorker> workers(PassData data) {
        if (isDirect(data.size())) {
            Direct direct = new Direct(data);
            return () -> direct;
        }
        return () -> new Copied(data);
    }

    private void deliverInputs(PassData data, int at, int n) {
        for (int step : askedInputs) {
            data.deliverInput(step, at, n);
        }
    }

    /** Over the arrays themselves: the same for all threads, as it keeps nothing. */
    private final class Direct implements PassWorker {
        private final PassData data;

        /** By step. */
        private final @Nullable Object[] arrays = new Object[isStored.length];

        Direct(PassData data) {
            this.data = data;
            Object[] own = new Object[kept];
            for (int i = 0; i < kept; i++) {
                own[i] = data.kept(i);
            }
            int outputs = pass.programOutputs();
            for (int step : pass.order()) {
                if (pass.isInput(step) && !data.isCopied(step)) {
                    arrays[step] = data.source(step);
                } else if (isStored[step] || isHandedOn(step)) {
                    int array = arrayOf[step];
                    arrays[step] = array < outputs ? data.output(array) : own[array - outputs];
                }
            }
        }

        @Override
        public void run(int from, int to) {
            for (int at = from; at < to; at += PassData.BLOCK) {
                int n = Math.min(PassData.BLOCK, to - at);
                for (Part part : parts) {
                    for (int step : part.inputs()) {
                        if (data.isCopied(step)) {
                            data.load(step, at, Objects.requireNonNull(arrays[step]), at, n);
                        }
                    }
                    compute(part, data, arrays, at, n);
                    for (int step : part.asked()) {
                        data.deliver(step, Objects.requireNonNull(arrays[step]), at, at, n);
                    }
                }
                deliverInputs(data, at, n);
            }
        }
    }

    private static void compute(
            Part part, PassData data, @Nullable Object[] arrays, int at, int n) {
        if (part.code().isPresent()) {
            part.code().get().run(arrays, data.scalars(), at, at + n);
        } else {
            data.compute(part.step(), arrays, at, n);
        }
    }

    /** Over copies of a block. */
    private final class Copied implements PassWorker {
        private final PassData data;

        /** By step: its block; some steps share theirs. */
        private final @Nullable Object[] values = new Object[isStored.length];

        Copied(PassData data) {
            this.data = data;
            Object[] memory = new Object[blocks];
            for (int i = 0; i < blocks; i++) {
                memory[i] = data.block();
            }
            for (int step : pass.order()) {
                if (isStored[step] || pass.isInput(step) && firstReader[step] != NONE) {
                    values[step] = memory[blockOf[step]];
                }
            }
        }

        @Override
        public void run(int from, int to) {
            for (int at = from; at < to; at += PassData.BLOCK) {
                int n = Math.min(PassData.BLOCK, to - at);
                for (Part part : parts) {
                    run(part, at, n);
                }
                deliverInputs(data, at, n);
            }
        }

        private void run(Part part, int at, int n) {
            for (int step : part.inputs()) {
                data.load(step, at, Objects.requireNonNull(values[step]), 0, n);
            }
            compute(part, data, values, 0, n);
            for (int step : part.asked()) {
                data.deliver(step, Objects.requireNonNull(values[step]), 0, at, n);
            }
        }
    }
}
