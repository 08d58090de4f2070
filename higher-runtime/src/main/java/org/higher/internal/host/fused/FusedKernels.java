package org.higher.internal.host.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.PlanCache;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.elementwise.ElementwiseLoops;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.reduction.DoubleReductions;
import org.higher.internal.host.reduction.FloatReductions;
import org.jspecify.annotations.Nullable;

/**
 * Kernel fusion: runs a uniform program, see {@link Program#isUniform}, in one pass over memory, or
 * a few.
 *
 * <p>At first it is interpreted, block by block, with intermediate results in a few blocks that
 * stay in the cache. One that takes long is compiled ({@link PassCode}), with intermediate results
 * in registers. The results are the same bits.
 */
public final class FusedKernels {
    private static final PlanCache<FusedPlan> PLANS = new PlanCache<>();

    private final Program program;
    private final FusedPlan plan;
    private final IntFunction<HostArray> inputs;
    private final double[] scalars;
    private final HostArray[] outputs;

    /** The elements of those outputs that passes write. */
    private final @Nullable Object[] written;

    FusedKernels(Program program, FusedPlan plan, IntFunction<HostArray> inputs) {
        this.program = program;
        this.plan = plan;
        this.inputs = inputs;
        this.scalars = new double[program.steps().size()];
        this.outputs = new HostArray[program.outputs().size()];
        this.written = new Object[outputs.length];
    }

    /**
     * Runs a program.
     *
     * @param inputs asked for those that are read
     */
    public static List<Array> run(Program program, IntFunction<HostArray> inputs) {
        return new FusedKernels(program, PLANS.of(program, FusedPlan::new), inputs).run();
    }

    List<Array> run() {
        int size = Shapes.size(program.shape());
        PassInputs sources = new PassInputs(program, inputs);
        List<PassCode> passes = plan.passes();
        for (int pass = 0; pass < passes.size(); pass++) {
            computeScalars(pass, size);
            PassCode code = passes.get(pass);
            for (int i : code.pass().outputs()) {
                outputs[i] = HostArray.unwritten(program.dtype(), program.outputs().get(i).shape());
                written[i] = outputs[i].data();
            }
            new FusedLoop(code, sources, scalars, written).run(program.shape());
        }
        for (int i = 0; i < outputs.length; i++) {
            Program.Output output = program.outputs().get(i);
            if (!plan.isElementwise(output.step())) {
                double value = scalars[output.step()];
                DType type = plan.type(output.step());
                outputs[i] = ElementwiseKernels.full(type, value, output.shape());
            }
        }
        return new ArrayList<>(Arrays.asList(outputs));
    }

    private void computeScalars(int pass, int size) {
        for (int i : plan.scalarsBefore(pass)) {
            Program.Step step = program.steps().get(i);
            double value = scalar(step, plan.type(i), size);
            scalars[i] = plan.type(i) == DType.FLOAT32 ? (float) value : value;
        }
    }

    /** The scalar of a step, by the loops that kernels take for arrays of one element. */
    private double scalar(Program.Step step, DType type, int size) {
        if (step instanceof Program.Apply || step instanceof Program.Combine) {
            int[] operands = Program.operands(step);
            HostArray[] values = new HostArray[operands.length + 1];
            for (int i = 0; i < values.length; i++) {
                double operand = i < operands.length ? scalars[operands[i]] : 0;
                values[i] = ElementwiseKernels.full(type, operand);
            }
            Object[] arrays = Stream.of(values).map(HostArray::data).toArray();
            ElementwiseLoops.of(step, i -> false, type == DType.FLOAT32)
                    .run(arrays, new double[0], 0, 1);
            return item(values[operands.length]);
        } else if (step instanceof Program.Reduce reduce) {
            HostArray all = ElementwiseKernels.full(type, scalars[reduce.x()], size);
            return all.isFloat()
                    ? FloatReductions.ofBlocks(reduce.f(), all.floats(), 0, size)
                    : DoubleReductions.ofBlocks(reduce.f(), all.doubles(), 0, size);
        } else if (step instanceof Program.Input input) {
            return item(inputs.apply(input.index()));
        } else if (step instanceof Program.Constant constant) {
            return constant.value();
        } else if (step instanceof Program.Cast cast) {
            return scalars[cast.x()];
        }
        Program.Choose choose = (Program.Choose) step;
        return scalars[scalars[choose.condition()] != 0 ? choose.a() : choose.b()];
    }

    private static double item(HostArray x) {
        return x.isFloat() ? x.floats()[0] : x.doubles()[0];
    }
}
