package org.higher.internal.host.fused;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.higher.internal.host.fused.LoopSchedule.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A pass in compiled loops, which go over a block of elements one after the other.
 *
 * <p>What one hands on to another needs an array of the same indices as all others, or C2 would not
 * vectorise. If that can be an output, which is written at last, loops run over the arrays
 * themselves ({@link Direct}). Otherwise they run over copies of the block ({@link Copied}).
 */
final class CompiledPass {
    private static final int NONE = -1;

    private final FusedPass pass;
    private final List<Loop> loops;

    /** By step: the loop that computes it, and the first and the last one that read it. */
    private final int[] writer;

    private final int[] firstReader;
    private final int[] lastReader;

    /** By step: whether its values are written to an array. */
    private final boolean[] isStored;

    /** By step that is stored: the output that it is written to; empty if they do not suffice. */
    private final Optional<int[]> outputOf;

    /** By step that is read or stored: the number of its block. */
    private final int[] blockOf;

    private int blocks;

    private final List<Part> parts = new ArrayList<>();

    /** Inputs that are outputs, or reduced. */
    private final int[] askedInputs;

    /** Scalars that a choice wants as blocks. */
    private final int[] chosenScalars;

    /**
     * A loop, as it is run.
     *
     * @param code empty for a step by itself, for which the interpreter has a loop
     * @param step the first one
     * @param inputs that are read for the first time
     * @param asked steps that are outputs, or reduced
     */
    private record Part(Optional<CompiledLoop> code, int step, int[] inputs, int[] asked) {}

    private CompiledPass(FusedPass pass, List<Loop> loops) {
        this.pass = pass;
        this.loops = loops;
        int steps = pass.steps().size();
        this.writer = new int[steps];
        this.firstReader = new int[steps];
        this.lastReader = new int[steps];
        this.isStored = new boolean[steps];
        findReaders();
        this.outputOf = outputs();
        this.blockOf = new int[steps];
        handOutBlocks();
        for (int i = 0; i < loops.size(); i++) {
            parts.add(part(i));
        }
        this.askedInputs = order(step -> pass.isInput(step) && pass.isAskedFor(step));
        this.chosenScalars = pass.chosenScalars();
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

    /** Puts what is stored into outputs, what is none itself into such as are not written yet. */
    private Optional<int[]> outputs() {
        int[] outputOf = new int[isStored.length];
        int[] freeUntil = new int[pass.programOutputs()]; // by output: the loop that writes it
        int[] freeFrom = new int[freeUntil.length];
        Arrays.fill(freeUntil, NONE);
        for (int step : order(step -> isStored[step] && pass.outputsOf(step).length > 0)) {
            outputOf[step] = pass.outputsOf(step)[0];
            freeUntil[outputOf[step]] = writer[step];
        }
        for (int step : order(step -> isStored[step] && pass.outputsOf(step).length == 0)) {
            int from = writer[step];
            int until = Math.max(lastReader[step], from + 1);
            int output =
                    IntStream.of(pass.outputs())
                            .filter(o -> freeFrom[o] <= from && until <= freeUntil[o])
                            .findFirst()
                            .orElse(NONE);
            if (output == NONE) {
                return Optional.empty();
            }
            outputOf[step] = output;
            freeFrom[output] = until;
        }
        return loops.stream().allMatch(Loop::isVectorised)
                ? Optional.of(outputOf)
                : Optional.empty();
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
                loop.isVectorised()
                        ? Optional.of(LoopPrinter.loop(pass, loop.steps(), isStored))
                        : Optional.empty(),
                loop.steps()[0],
                order(step -> isFirstRead(step, index)),
                IntStream.of(loop.steps()).filter(pass::isAskedFor).toArray());
    }

    /** Whether it runs over the arrays themselves. */
    boolean isDirect() {
        return outputOf.isPresent();
    }

    PassWorker worker(PassData data) {
        return isDirect() ? new Direct(data, outputOf.orElseThrow()) : new Copied(data);
    }

    private void deliverInputs(PassData data, int at, int n) {
        for (int step : askedInputs) {
            data.deliver(step, data.source(step), at, at, n);
        }
    }

    /** Over the arrays themselves. */
    private final class Direct implements PassWorker {
        private final PassData data;

        /** By step. */
        private final Object[] arrays = new Object[isStored.length];

        Direct(PassData data, int[] outputOf) {
            this.data = data;
            for (int step : pass.order()) {
                if (pass.isInput(step)) {
                    arrays[step] = data.source(step);
                } else if (isStored[step]) {
                    arrays[step] = data.output(outputOf[step]);
                }
            }
        }

        @Override
        public void run(int from, int to) {
            for (int at = from; at < to; at += PassData.BLOCK) {
                int n = Math.min(PassData.BLOCK, to - at);
                for (Part part : parts) {
                    part.code().orElseThrow().run(arrays, data.scalars(), at, at + n);
                    for (int step : part.asked()) {
                        data.deliver(step, arrays[step], at, at, n);
                    }
                }
                deliverInputs(data, at, n);
            }
        }
    }

    /** Over copies of a block. */
    private final class Copied implements PassWorker {
        private final PassData data;

        /** By step: its block, or for a choice a block of a scalar; some steps share theirs. */
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
            for (int scalar : chosenScalars) {
                values[scalar] = data.filled(data.scalars()[scalar]);
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
                System.arraycopy(data.source(step), at, values[step], 0, n);
            }
            if (part.code().isPresent()) {
                part.code().get().run(values, data.scalars(), 0, n);
            } else {
                data.compute(part.step(), values, n);
            }
            for (int step : part.asked()) {
                data.deliver(step, Objects.requireNonNull(values[step]), 0, at, n);
            }
        }
    }
}
