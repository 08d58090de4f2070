package org.higher.internal.host.fused;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.higher.internal.backend.Program;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.MovementKernels;
import org.jspecify.annotations.Nullable;

/**
 * What the passes of a program read of its inputs, whose axes may be some of the program's, in
 * another order.
 *
 * <p>Rows of an input are copied as they are, or filled with one element, a block at a time ({@link
 * StridedInput}). Where elements of a row are not neighbours, or rows are short, the input is
 * transposed in memory first, once for all passes.
 */
final class PassInputs {
    /** Elements that are worth going to a row for. */
    private static final int LEAST_ROW = 16;

    private final Program program;
    private final IntFunction<HostArray> arrays;

    /** By step: a {@code float[]} or {@code double[]}, or a {@link StridedInput}. */
    private final @Nullable Object[] sources;

    /**
     * Of one run of a program.
     *
     * @param arrays asked for those that are read
     */
    PassInputs(Program program, IntFunction<HostArray> arrays) {
        this.program = program;
        this.arrays = arrays;
        this.sources = new Object[program.steps().size()];
    }

    /** By step, what a pass reads; other steps may be there. */
    @Nullable Object[] sources(FusedPass pass) {
        for (int step : pass.order()) {
            if (sources[step] == null && pass.step(step) instanceof Program.Input input) {
                sources[step] = source(input);
            }
        }
        return sources;
    }

    private Object source(Program.Input input) {
        HostArray array = arrays.apply(input.index());
        if (input.isDense()) {
            return array.data();
        }
        int[] shape = program.shape();
        int[] strides = program.strides(input);
        int last = shape.length - 1;
        boolean hasRows = strides[last] < 2 && (strides[last] == 0 || shape[last] >= LEAST_ROW);
        if (hasRows || input.order().isEmpty()) {
            return new StridedInput(array.data(), shape, strides);
        }
        Object transposed = transposed(array, input.order());
        Program.Input inOrder = new Program.Input(input.index(), input.axes(), input.dtype());
        return inOrder.isDense()
                ? transposed
                : new StridedInput(transposed, shape, program.strides(inOrder));
    }

    /** The elements in the program's order. */
    private Object transposed(HostArray array, List<Integer> order) {
        int[] extents = order.stream().mapToInt(axis -> program.shape()[axis]).toArray();
        int[] axes =
                IntStream.range(0, extents.length)
                        .boxed()
                        .sorted((a, b) -> Integer.compare(order.get(a), order.get(b)))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return MovementKernels.permute(array.withShape(extents), axes).data();
    }
}
