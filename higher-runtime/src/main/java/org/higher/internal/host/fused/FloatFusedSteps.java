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
     * Computes n elements.
     *
     * @param elementwise the steps that have arrays; the others have scalars
     * @param arrays by step; of a scalar that a choice reads, one that is filled with it
     * @param to where to; it may be an array that the step reads
     * @param at where they begin in arrays
     */
    static void compute(
            Program.Step step,
            BitSet elementwise,
            double[] scalars,
            @Nullable Object[] arrays,
            @Nullable Object to,
            int at,
            int n) {
        float[] out = floats(to);
        if (step instanceof Program.Apply apply) {
            FloatLoops.unary(apply.f(), floats(arrays[apply.x()]), at, out, at, n);
        } else if (step instanceof Program.Combine combine) {
            if (!elementwise.get(combine.a())) {
                float a = (float) scalars[combine.a()];
                FloatLoops.binary(combine.f(), a, floats(arrays[combine.b()]), at, out, at, n);
            } else if (!elementwise.get(combine.b())) {
                float b = (float) scalars[combine.b()];
                FloatLoops.binary(combine.f(), floats(arrays[combine.a()]), at, b, out, at, n);
            } else {
                float[] a = floats(arrays[combine.a()]);
                float[] b = floats(arrays[combine.b()]);
                FloatLoops.binary(combine.f(), a, at, b, at, out, at, n);
            }
        } else if (step instanceof Program.Choose choose) {
            float[] condition = floats(arrays[choose.condition()]);
            float[] a = floats(arrays[choose.a()]);
            float[] b = floats(arrays[choose.b()]);
            int conditionAt = elementwise.get(choose.condition()) ? at : 0;
            int atA = elementwise.get(choose.a()) ? at : 0;
            int atB = elementwise.get(choose.b()) ? at : 0;
            FloatLoops.select(condition, conditionAt, a, atA, b, atB, out, at, n);
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
