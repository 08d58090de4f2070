package org.higher.internal.host.fused;

import java.util.BitSet;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.higher.internal.backend.Program;
import org.higher.internal.host.elementwise.FloatLoops;
import org.higher.internal.host.memory.AlsoForDouble;
import org.higher.internal.host.memory.FloatRanges;
import org.higher.internal.host.reduction.FloatReductions;
import org.jspecify.annotations.Nullable;

/** Single steps of programs over floats; see {@link FusedKernels} and {@link FusedLoop}. */
@AlsoForDouble
final class FloatFusedSteps {
    private FloatFusedSteps() {}

    /**
     * Computes a block of n elements.
     *
     * @param elementwise the steps that have blocks; the others have scalars
     * @param to where to; it may be a block that the step reads
     */
    static void compute(
            Program.Step step,
            BitSet elementwise,
            double[] scalars,
            @Nullable Object[] blocks,
            @Nullable Object to,
            int n) {
        float[] out = floats(to);
        if (step instanceof Program.Apply apply) {
            FloatLoops.unary(apply.f(), floats(blocks[apply.x()]), 0, out, 0, n);
        } else if (step instanceof Program.Combine combine) {
            if (!elementwise.get(combine.a())) {
                float a = (float) scalars[combine.a()];
                FloatLoops.binary(combine.f(), a, floats(blocks[combine.b()]), 0, out, 0, n);
            } else if (!elementwise.get(combine.b())) {
                float b = (float) scalars[combine.b()];
                FloatLoops.binary(combine.f(), floats(blocks[combine.a()]), 0, b, out, 0, n);
            } else {
                float[] a = floats(blocks[combine.a()]);
                float[] b = floats(blocks[combine.b()]);
                FloatLoops.binary(combine.f(), a, 0, b, 0, out, 0, n);
            }
        } else if (step instanceof Program.Choose choose) {
            float[] condition = floats(blocks[choose.condition()]);
            float[] a = floats(blocks[choose.a()]);
            float[] b = floats(blocks[choose.b()]);
            FloatLoops.select(condition, 0, a, 0, b, 0, out, 0, n);
        }
    }

    private static float[] floats(@Nullable Object block) {
        return (float[]) Objects.requireNonNull(block);
    }

    /**
     * The scalar of a step, by the loops that kernels take for arrays of one element.
     *
     * @param size the number of elements that a scalar stands for, if it is reduced
     * @param given the value of a step that computes nothing
     */
    static double scalar(
            Program.Step step, double[] scalars, int size, ToDoubleFunction<Program.Step> given) {
        float[] result = new float[1];
        if (step instanceof Program.Apply apply) {
            float[] x = {(float) scalars[apply.x()]};
            FloatLoops.unary(apply.f(), x, 0, result, 0, 1);
        } else if (step instanceof Program.Combine combine) {
            float[] a = {(float) scalars[combine.a()]};
            float[] b = {(float) scalars[combine.b()]};
            FloatLoops.binary(combine.f(), a, 0, b, 0, result, 0, 1);
        } else if (step instanceof Program.Reduce reduce) {
            float[] all = FloatRanges.filled(scalars[reduce.x()], size);
            result[0] = (float) FloatReductions.ofBlocks(reduce.f(), all, 0, size);
        } else {
            result[0] = (float) given.applyAsDouble(step);
        }
        return result[0];
    }
}
