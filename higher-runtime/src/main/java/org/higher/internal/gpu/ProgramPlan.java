package org.higher.internal.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Program.Step;
import org.higher.internal.backend.Shapes;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Kernel fusion: a program as printed kernels, one for each pass over memory.
 *
 * <p>A program whose elementwise values depend on sums takes one more pass for each sum of sums,
 * and computes again what it needs there. Reductions fall into the same slices as those of {@link
 * Reductions}, so they have the same bits. Constants, extents and strides are arguments: programs
 * that differ in nothing else have one plan.
 */
public final class ProgramPlan {
    /** What every driver takes, with room for what a pass adds: 1024 bytes of arguments. */
    private static final int MOST_ARGUMENTS = 120;

    private record Pass(Kernel kernel, PrintedPass printed) {}

    private final GpuDevice gpu;
    private final DType[] types;
    private final BitSet elementwise;
    private final List<Step> steps;
    private final List<Pass> passes = new ArrayList<>();

    /** How many passes a step has to wait for. */
    private final int[] level;

    private ProgramPlan(GpuDevice gpu, Program program) {
        this.gpu = gpu;
        this.steps = program.steps();
        this.types = program.types();
        this.elementwise = program.elementwise();
        this.level = program.levels(step -> steps.get(step) instanceof Program.Reduce);
        int last = Arrays.stream(level).max().orElse(0);
        BitSet live = program.live();
        for (int pass = 0; pass <= last; pass++) {
            List<Integer> outputs = new ArrayList<>();
            List<Integer> reductions = new ArrayList<>();
            for (int i = 0; i < program.outputs().size(); i++) {
                int step = program.outputs().get(i).step();
                if (elementwise.get(step) && level[step] == pass) {
                    outputs.add(i);
                }
            }
            for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
                if (steps.get(i) instanceof Program.Reduce && level[i] == pass + 1) {
                    reductions.add(i);
                }
            }
            if (!outputs.isEmpty() || !reductions.isEmpty()) {
                add(new PrintedPass(program, outputs, reductions));
            }
        }
        List<Integer> scalars = new ArrayList<>();
        for (int i = 0; i < program.outputs().size(); i++) {
            if (!elementwise.get(program.outputs().get(i).step())) {
                scalars.add(i);
            }
        }
        if (!scalars.isEmpty()) {
            add(new PrintedPass(program, scalars, List.of()));
        }
    }

    private void add(PrintedPass printed) {
        passes.add(new Pass(gpu.program(printed.text()), printed));
    }

    /** A plan; empty for what can't be printed: it is run step by step. */
    static Optional<ProgramPlan> of(GpuDevice gpu, Program program) {
        int rank = program.shape().length;
        int arguments = program.inputs() + 2 * program.outputs().size() + 4 + rank;
        BitSet live = program.live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Step step = program.steps().get(i);
            if (step instanceof Program.Reduce reduce) {
                arguments += 2;
                if (Reductions.isScaled(reduce.f(), gpu, program.types()[i])) {
                    return Optional.empty();
                }
            } else if (step instanceof Program.Constant) {
                arguments++;
            } else if (step instanceof Program.Input input && input.isStrided()) {
                arguments += rank;
            }
        }
        return arguments > MOST_ARGUMENTS
                ? Optional.empty()
                : Optional.of(new ProgramPlan(gpu, program));
    }

    /**
     * Runs a program of this structure.
     *
     * @param given asked for the inputs that are read
     */
    public List<Array> run(Program program, IntFunction<GpuArray> given) {
        int n = Shapes.size(program.shape());
        @Nullable GpuArray[] sums = new GpuArray[steps.size()];
        @Nullable Array[] outputs = new Array[program.outputs().size()];
        for (Pass pass : passes) {
            run(pass.kernel, pass.printed, program, given, n, sums, outputs);
        }
        List<Array> results = new ArrayList<>(outputs.length);
        for (Array output : outputs) {
            results.add(Objects.requireNonNull(output));
        }
        return results;
    }

    private void run(
            Kernel kernel,
            PrintedPass pass,
            Program program,
            IntFunction<GpuArray> given,
            int n,
            @Nullable GpuArray[] sums,
            @Nullable Array[] outputs) {
        List<Object> arguments = new ArrayList<>();
        boolean scalars = false;
        for (int i : pass.outputs()) {
            Program.Output output = program.outputs().get(i);
            scalars = !elementwise.get(output.step());
            int[] shape = scalars ? new int[0] : output.shape().clone();
            GpuArray array = GpuArray.unwritten(gpu, types[output.step()], shape);
            outputs[i] = array;
            arguments.add(array);
        }
        for (int i : pass.inputs()) {
            arguments.add(given.apply(((Program.Input) steps.get(i)).index()));
        }
        for (int i : pass.constants()) {
            double value = ((Program.Constant) program.steps().get(i)).value();
            arguments.add(Elementwise.number(types[i], value));
        }
        for (int i : pass.reduced()) {
            arguments.add(Objects.requireNonNull(sums[i]));
        }
        pass.addLayout(program, arguments);
        if (pass.reductions().isEmpty()) {
            arguments.add(scalars ? 1 : n);
            gpu.launch(kernel, scalars ? 1 : n, arguments.toArray());
            if (scalars) {
                spread(pass, program, outputs);
            }
            return;
        }
        int slices = Reductions.slices(n);
        List<Memory> partial = new ArrayList<>();
        try {
            for (int ignored : pass.reductions()) {
                partial.add(gpu.take(8L * slices));
            }
            arguments.addAll(partial);
            arguments.add(n);
            arguments.add((int) (((long) n + slices - 1) / slices));
            gpu.launchGroups(kernel, slices, arguments.toArray());
            for (int i = 0; i < pass.reductions().size(); i++) {
                int step = pass.reductions().get(i);
                GpuArray sum = GpuArray.unwritten(gpu, types[step]);
                int op = KernelTexts.number(((Program.Reduce) steps.get(step)).f());
                Reductions.joinSlices(sum, partial.get(i), sum, 0, op, 1, n, slices);
                sums[step] = sum;
            }
        } finally {
            partial.forEach(gpu::give);
        }
    }

    /** Gives scalars the shapes that they fill. */
    private static void spread(PrintedPass pass, Program program, @Nullable Array[] outputs) {
        for (int i : pass.outputs()) {
            GpuArray scalar = (GpuArray) Objects.requireNonNull(outputs[i]);
            int[] shape = program.outputs().get(i).shape();
            outputs[i] =
                    Shapes.size(shape) == 1
                            ? scalar.withShape(shape.clone())
                            : Movement.broadcast(scalar, shape.clone());
        }
    }
}
