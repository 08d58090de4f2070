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
 * Kernel fusion: a program printed as kernels, one for each pass over memory.
 *
 * <p>A program whose elementwise values depend on sums takes one more pass for each sum of sums,
 * and computes again what it needs there. Reductions fall into the same slices as those of {@link
 * Reductions}, so they have the same bits. Constants are arguments: programs that differ in nothing
 * else have one plan.
 */
public final class ProgramPlan {
    /** What every driver takes, with room for what a pass adds: 1024 bytes of arguments. */
    private static final int MOST_ARGUMENTS = 120;

    /** One kernel: what it writes, and what it reads. */
    private record Pass(
            Kernel kernel,
            int[] outputs,
            int[] inputs,
            int[] constants,
            int[] reduced,
            int[] reductions) {}

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
                add(program, outputs, reductions, true);
            }
        }
        List<Integer> scalars = new ArrayList<>();
        for (int i = 0; i < program.outputs().size(); i++) {
            if (!elementwise.get(program.outputs().get(i).step())) {
                scalars.add(i);
            }
        }
        if (!scalars.isEmpty()) {
            add(program, scalars, List.of(), false);
        }
    }

    /** A plan; empty for what can't be printed: it is run step by step. */
    static Optional<ProgramPlan> of(GpuDevice gpu, Program program) {
        int arguments = program.inputs() + 2 * program.outputs().size() + 4;
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
            }
        }
        return arguments > MOST_ARGUMENTS
                ? Optional.empty()
                : Optional.of(new ProgramPlan(gpu, program));
    }

    // printing

    private void add(
            Program program, List<Integer> outputs, List<Integer> reductions, boolean loops) {
        BitSet needed = new BitSet(steps.size());
        outputs.forEach(i -> needed.set(program.outputs().get(i).step()));
        reductions.forEach(i -> needed.set(((Program.Reduce) steps.get(i)).x()));
        for (int i = needed.length() - 1; i >= 0; i = needed.previousSetBit(i - 1)) {
            if (!(steps.get(i) instanceof Program.Reduce)) {
                for (int operand : Program.operands(steps.get(i))) {
                    needed.set(operand);
                }
            }
        }
        int[] inputs = select(needed, Program.Input.class);
        int[] constants = select(needed, Program.Constant.class);
        int[] reduced = select(needed, Program.Reduce.class);
        List<String> parameters = new ArrayList<>();
        for (int i : outputs) {
            String type = name(types[program.outputs().get(i).step()]);
            parameters.add("GLOBAL " + type + " *out" + i);
        }
        for (int i : inputs) {
            parameters.add("GLOBAL const " + name(types[i]) + " *in" + i);
        }
        for (int i : constants) {
            parameters.add(name(types[i]) + " v" + i);
        }
        for (int i : reduced) {
            parameters.add("GLOBAL const " + name(types[i]) + " *in" + i);
        }
        for (int i : reductions) {
            parameters.add("GLOBAL ACC_" + suffix(types[i]) + " *partial" + i);
        }
        parameters.add("int n");
        StringBuilder text = new StringBuilder("KERNEL program(");
        text.append(String.join(", ", parameters));
        text.append(reductions.isEmpty() ? ") {\n" : ", int length) {\n");
        if (reductions.isEmpty()) {
            text.append("long i = INDEX;\nif (i < n) {\n");
        } else {
            begin(text, reductions);
        }
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            if (!(steps.get(i) instanceof Program.Constant)) {
                text.append("const ").append(name(types[i])).append(" v").append(i);
                text.append(" = ").append(expression(i)).append(";\n");
            }
        }
        for (int i : outputs) {
            int step = program.outputs().get(i).step();
            text.append("out" + i).append(loops ? "[i]" : "[0]").append(" = v" + step + ";\n");
        }
        for (int i : reductions) {
            Program.Reduce reduce = (Program.Reduce) steps.get(i);
            String op = "OP_" + reduce.f().name();
            text.append(
                    "acc%1$d = acc_join_%2$s(%3$s, acc%1$d, acc_load_%2$s(%3$s, v%4$d, 1));\n"
                            .formatted(i, suffix(types[i]), op, reduce.x()));
        }
        text.append("}\n");
        reductions.forEach(i -> end(text, i));
        text.append("}\n");
        passes.add(
                new Pass(
                        gpu.program(text.toString()),
                        ints(outputs),
                        inputs,
                        constants,
                        reduced,
                        ints(reductions)));
    }

    private void begin(StringBuilder text, List<Integer> reductions) {
        for (String type : reductions.stream().map(i -> suffix(types[i])).distinct().toList()) {
            text.append("LOCAL ACC_%1$s shared_%1$s[GROUP_SIZE];\n".formatted(type));
        }
        for (int i : reductions) {
            String op = ((Program.Reduce) steps.get(i)).f().name();
            text.append(
                    "ACC_%1$s acc%2$d = acc_start_%1$s(OP_%3$s);\n"
                            .formatted(suffix(types[i]), i, op));
        }
        text.append(
                """
                int from = GROUP(0) * length;
                int to = n - from < length ? n : from + length;
                for (long i = (long) from + THREAD; i < to; i += GROUP_SIZE) {
                """);
    }

    /** Adds up what the threads of a group have. */
    private void end(StringBuilder text, int i) {
        text.append(
                """
                shared_%1$s[THREAD] = acc%2$d;
                BARRIER
                for (int step = GROUP_SIZE / 2; step > 0; step /= 2) {
                    if (THREAD < step) {
                        shared_%1$s[THREAD] = acc_join_%1$s(
                                OP_%3$s, shared_%1$s[THREAD], shared_%1$s[THREAD + step]);
                    }
                    BARRIER
                }
                if (THREAD == 0) {
                    partial%2$d[GROUP(0)] = shared_%1$s[0];
                }
                BARRIER
                """
                        .formatted(
                                suffix(types[i]), i, ((Program.Reduce) steps.get(i)).f().name()));
    }

    private String expression(int i) {
        Step step = steps.get(i);
        String type = suffix(types[i]);
        if (step instanceof Program.Input input) {
            return "in" + i + (input.elementwise() ? "[i]" : "[0]");
        } else if (step instanceof Program.Cast cast) {
            return "(" + name(types[i]) + ") v" + cast.x();
        } else if (step instanceof Program.Apply apply) {
            return "%s_%s(v%d)".formatted(apply.f().name(), type, apply.x());
        } else if (step instanceof Program.Combine combine) {
            return "%s_%s(v%d, v%d)".formatted(combine.f().name(), type, combine.a(), combine.b());
        } else if (step instanceof Program.Choose choose) {
            return "v%d != 0 ? v%d : v%d".formatted(choose.condition(), choose.a(), choose.b());
        }
        return "in" + i + "[0]"; // reduced by an earlier pass
    }

    private int[] select(BitSet needed, Class<? extends Step> kind) {
        return needed.stream().filter(i -> kind.isInstance(steps.get(i))).toArray();
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String name(DType type) {
        return type == DType.FLOAT32 ? "float" : "double";
    }

    private static String suffix(DType type) {
        return type == DType.FLOAT32 ? "f" : "d";
    }

    // running

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
            run(pass, program, given, n, sums, outputs);
        }
        List<Array> results = new ArrayList<>(outputs.length);
        for (Array output : outputs) {
            results.add(Objects.requireNonNull(output));
        }
        return results;
    }

    private void run(
            Pass pass,
            Program program,
            IntFunction<GpuArray> given,
            int n,
            @Nullable GpuArray[] sums,
            @Nullable Array[] outputs) {
        List<Object> arguments = new ArrayList<>();
        boolean scalars = false;
        for (int i : pass.outputs) {
            Program.Output output = program.outputs().get(i);
            scalars = !elementwise.get(output.step());
            int[] shape = scalars ? new int[0] : output.shape().clone();
            GpuArray array = GpuArray.unwritten(gpu, types[output.step()], shape);
            outputs[i] = array;
            arguments.add(array);
        }
        for (int i : pass.inputs) {
            arguments.add(given.apply(((Program.Input) steps.get(i)).index()));
        }
        for (int i : pass.constants) {
            double value = ((Program.Constant) program.steps().get(i)).value();
            arguments.add(Elementwise.number(types[i], value));
        }
        for (int i : pass.reduced) {
            arguments.add(Objects.requireNonNull(sums[i]));
        }
        if (pass.reductions.length == 0) {
            arguments.add(scalars ? 1 : n);
            gpu.launch(pass.kernel, scalars ? 1 : n, arguments.toArray());
            if (scalars) {
                spread(pass, program, outputs);
            }
            return;
        }
        int slices = Reductions.slices(n);
        List<Memory> partial = new ArrayList<>();
        try {
            for (int ignored : pass.reductions) {
                partial.add(gpu.take(8L * slices));
            }
            arguments.addAll(partial);
            arguments.add(n);
            arguments.add((int) (((long) n + slices - 1) / slices));
            gpu.launchGroups(pass.kernel, slices, arguments.toArray());
            for (int i = 0; i < pass.reductions.length; i++) {
                int step = pass.reductions[i];
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
    private static void spread(Pass pass, Program program, @Nullable Array[] outputs) {
        for (int i : pass.outputs) {
            GpuArray scalar = (GpuArray) Objects.requireNonNull(outputs[i]);
            int[] shape = program.outputs().get(i).shape();
            outputs[i] =
                    Shapes.size(shape) == 1
                            ? scalar.withShape(shape.clone())
                            : Movement.broadcast(scalar, shape.clone());
        }
    }
}
