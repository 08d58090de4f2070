package org.higher.internal.gpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Program.Step;

/**
 * A pass of a program as the text of a kernel: what it writes, and what it reads.
 *
 * <p>Each thread computes an element of the program's shape. It reads what is broadcast or permuted
 * where extents and strides say, which are arguments.
 */
final class PrintedPass {
    private final Program program;
    private final List<Step> steps;
    private final DType[] types;
    private final int rank;
    private final List<Integer> outputs;
    private final List<Integer> reductions;

    /** The steps that it computes or reads. */
    private final BitSet needed = new BitSet();

    /**
     * Of a program.
     *
     * @param outputs which of the program's it writes
     * @param reductions the steps that reduce what it computes
     */
    PrintedPass(Program program, List<Integer> outputs, List<Integer> reductions) {
        this.program = program;
        this.steps = program.steps();
        this.types = program.types();
        this.rank = program.shape().length;
        this.outputs = outputs;
        this.reductions = reductions;
        outputs.forEach(i -> needed.set(program.outputs().get(i).step()));
        reductions.forEach(i -> needed.set(((Program.Reduce) steps.get(i)).x()));
        for (int i = needed.length() - 1; i >= 0; i = needed.previousSetBit(i - 1)) {
            if (!(steps.get(i) instanceof Program.Reduce)) {
                for (int operand : Program.operands(steps.get(i))) {
                    needed.set(operand);
                }
            }
        }
    }

    /** Which outputs of the program it writes. */
    List<Integer> outputs() {
        return outputs;
    }

    /** The steps that reduce what it computes. */
    List<Integer> reductions() {
        return reductions;
    }

    /** The steps that are inputs. */
    int[] inputs() {
        return select(Program.Input.class);
    }

    int[] constants() {
        return select(Program.Constant.class);
    }

    /** The steps that earlier passes have reduced to. */
    int[] reduced() {
        return select(Program.Reduce.class);
    }

    private int[] select(Class<? extends Step> kind) {
        return needed.stream().filter(i -> kind.isInstance(steps.get(i))).toArray();
    }

    /** The inputs that are read by strides. */
    private int[] strided() {
        return IntStream.of(inputs())
                .filter(i -> ((Program.Input) steps.get(i)).isStrided())
                .toArray();
    }

    /** Adds the arguments that say where inputs are read: extents, then strides. */
    void addLayout(Program of, List<Object> arguments) {
        int[] strided = strided();
        for (int axis = 1; axis < rank && strided.length > 0; axis++) {
            arguments.add(of.shape()[axis]);
        }
        for (int i : strided) {
            int[] strides = of.strides((Program.Input) steps.get(i));
            axesOf(i).forEach(axis -> arguments.add(strides[axis]));
        }
    }

    /** The kernel, named {@code program}. */
    String text() {
        List<String> parameters = new ArrayList<>();
        for (int i : outputs) {
            String type = name(types[program.outputs().get(i).step()]);
            parameters.add("GLOBAL " + type + " *out" + i);
        }
        for (int i : inputs()) {
            parameters.add("GLOBAL const " + name(types[i]) + " *in" + i);
        }
        for (int i : constants()) {
            parameters.add(name(types[i]) + " v" + i);
        }
        for (int i : reduced()) {
            parameters.add("GLOBAL const " + name(types[i]) + " *in" + i);
        }
        addStrides(parameters);
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
            begin(text);
        }
        positions(text);
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            if (!(steps.get(i) instanceof Program.Constant)) {
                text.append("const ").append(name(types[i])).append(" v").append(i);
                text.append(" = ").append(expression(i)).append(";\n");
            }
        }
        for (int i : outputs) {
            int step = program.outputs().get(i).step();
            text.append("out%d[i] = v%d;\n".formatted(i, step));
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
        return text.toString();
    }

    /** The extents of the program's shape but the first, and strides for the axes of each input. */
    private void addStrides(List<String> parameters) {
        int[] strided = strided();
        for (int axis = 1; axis < rank && strided.length > 0; axis++) {
            parameters.add("int extent" + axis);
        }
        for (int i : strided) {
            axesOf(i).forEach(axis -> parameters.add("int stride%d_%d".formatted(i, axis)));
        }
    }

    /** The axes of the program's shape that an input has. */
    private IntStream axesOf(int i) {
        int axes = ((Program.Input) steps.get(i)).axes();
        return IntStream.range(0, rank).filter(axis -> (axes >> axis & 1) == 1);
    }

    /** Where along each axis an element is, as far as strided inputs are read by that. */
    private void positions(StringBuilder text) {
        BitSet read = new BitSet(rank);
        IntStream.of(strided()).flatMap(this::axesOf).forEach(read::set);
        if (read.isEmpty()) {
            return;
        }
        text.append("int rest = (int) i;\n");
        int first = read.nextSetBit(0);
        for (int axis = rank - 1; axis >= first; axis--) {
            if (read.get(axis)) {
                String position = axis == 0 ? "rest" : "rest %% extent%d".formatted(axis);
                text.append("const int at%d = %s;\n".formatted(axis, position));
            }
            if (axis > first) {
                text.append("rest /= extent%d;\n".formatted(axis));
            }
        }
    }

    private void begin(StringBuilder text) {
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
            return "in%d[%s]".formatted(i, input.isDense() ? "i" : offset(i));
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

    /** Where an input is read that is not dense. */
    private String offset(int i) {
        return axesOf(i)
                .mapToObj(axis -> "at%2$d * stride%1$d_%2$d".formatted(i, axis))
                .reduce((sum, term) -> sum + " + " + term)
                .orElse("0");
    }

    private static String name(DType type) {
        return type == DType.FLOAT32 ? "float" : "double";
    }

    private static String suffix(DType type) {
        return type == DType.FLOAT32 ? "f" : "d";
    }
}
