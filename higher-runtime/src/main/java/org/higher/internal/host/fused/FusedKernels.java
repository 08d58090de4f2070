package org.higher.internal.host.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HostArray;

/**
 * Kernel fusion: runs an elementwise program block by block, with intermediate results in a few
 * blocks that stay in the cache.
 *
 * <p>A program whose elementwise values depend on sums takes one pass for each sum of sums, and
 * computes again what it needs there.
 */
public final class FusedKernels {
    private final Program program;
    private final IntFunction<HostArray> inputs;
    private final BitSet elementwise;
    private final BitSet live;
    private final DType[] types;

    /** How many passes a step has to wait for. */
    private final int[] level;

    private final double[] scalars;
    private final HostArray[] outputs;

    private FusedKernels(Program program, IntFunction<HostArray> inputs) {
        this.program = program;
        this.inputs = inputs;
        this.elementwise = program.elementwise();
        this.live = program.live();
        this.types = program.types();
        this.level = levels();
        this.scalars = new double[level.length];
        this.outputs = new HostArray[program.outputs().size()];
    }

    /**
     * Runs a program.
     *
     * @param inputs asked for those that are read
     */
    public static List<Array> run(Program program, IntFunction<HostArray> inputs) {
        return new FusedKernels(program, inputs).run();
    }

    private List<Array> run() {
        int passes = 1 + Arrays.stream(level).max().orElse(0);
        for (int pass = 0; pass < passes; pass++) {
            computeScalars(pass);
            FusedLoop blocks = new FusedLoop(program, elementwise, inputs, scalars);
            for (int i = 0; i < outputs.length; i++) {
                Program.Output output = program.outputs().get(i);
                if (elementwise.get(output.step()) && level[output.step()] == pass) {
                    outputs[i] = HostArray.unwritten(program.dtype(), output.shape());
                    blocks.write(output.step(), outputs[i]);
                }
            }
            for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
                if (isPass(i) && level[i] == pass + 1) {
                    blocks.reduce(i);
                }
            }
            blocks.run(Shapes.size(program.shape()));
        }
        for (int i = 0; i < outputs.length; i++) {
            Program.Output output = program.outputs().get(i);
            if (!elementwise.get(output.step())) {
                double value = scalars[output.step()];
                outputs[i] = ElementwiseKernels.full(types[output.step()], value, output.shape());
            }
        }
        return new ArrayList<>(Arrays.asList(outputs));
    }

    private int[] levels() {
        int[] levels = new int[program.steps().size()];
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Program.Step step = program.steps().get(i);
            for (int operand : Program.operands(step)) {
                levels[i] = Math.max(levels[i], levels[operand]);
            }
            levels[i] += isPass(i) ? 1 : 0;
        }
        return levels;
    }

    /** Whether a step reduces what a pass computes. */
    private boolean isPass(int step) {
        return program.steps().get(step) instanceof Program.Reduce reduce
                && elementwise.get(reduce.x());
    }

    private void computeScalars(int pass) {
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Program.Step step = program.steps().get(i);
            if (!elementwise.get(i) && level[i] == pass && !isPass(i)) {
                int size = Shapes.size(program.shape());
                scalars[i] =
                        types[i] == DType.FLOAT32
                                ? FloatFusedSteps.scalar(step, scalars, size, this::given)
                                : DoubleFusedSteps.scalar(step, scalars, size, this::given);
            }
        }
    }

    /** The value of a step that computes nothing. */
    private double given(Program.Step step) {
        if (step instanceof Program.Input input) {
            HostArray x = inputs.apply(input.index());
            return x.isFloat() ? x.floats()[0] : x.doubles()[0];
        } else if (step instanceof Program.Constant constant) {
            return constant.value();
        } else if (step instanceof Program.Cast cast) {
            return scalars[cast.x()];
        }
        Program.Choose choose = (Program.Choose) step;
        return scalars[scalars[choose.condition()] != 0 ? choose.a() : choose.b()];
    }
}
