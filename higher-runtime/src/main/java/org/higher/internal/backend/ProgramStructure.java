package org.higher.internal.backend;

import java.util.Arrays;
import java.util.List;

/**
 * What a {@link Program} computes, whatever the numbers: a key for what is derived from it.
 *
 * <p>Two programs have the same structure if they differ in the values of constants and in extents
 * alone; how many axes there are is part of it only where some steps lack some of them, or have
 * them in another order. An update rule has one structure for all weights and for all steps, though
 * its bias corrections are other constants in each.
 */
@SuppressWarnings("EnumOrdinal") // compared within one run
public final class ProgramStructure {
    private final int[] code;
    private final int hash;

    private ProgramStructure(int[] code) {
        this.code = code;
        this.hash = Arrays.hashCode(code);
    }

    public static ProgramStructure of(Program program) {
        List<Program.Step> steps = program.steps();
        List<Program.Output> outputs = program.outputs();
        int orders = steps.stream().mapToInt(step -> Program.order(step).size()).sum();
        int[] code = new int[3 + 5 * steps.size() + orders + outputs.size()];
        int at = 0;
        code[at++] = program.dtype().ordinal();
        code[at++] = steps.size();
        code[at++] = steps.stream().anyMatch(Program::namesAxes) ? program.shape().length : 0;
        for (Program.Step step : steps) {
            encode(step, code, at);
            at += 4;
            List<Integer> order = Program.order(step);
            code[at++] = order.size();
            for (int axis : order) {
                code[at++] = axis;
            }
        }
        for (Program.Output output : outputs) {
            code[at++] = output.step();
        }
        return new ProgramStructure(code);
    }

    /**
     * Writes what kind of step it is, and up to three numbers that say which of its kind; an order
     * of axes comes after.
     */
    private static void encode(Program.Step step, int[] code, int at) {
        if (step instanceof Program.Input input) {
            write(code, at, 0, input.index(), input.axes(), input.dtype().ordinal());
        } else if (step instanceof Program.Constant constant) {
            write(code, at, 1, constant.dtype().ordinal(), 0, 0);
        } else if (step instanceof Program.Cast cast) {
            write(code, at, 2, cast.x(), cast.dtype().ordinal(), 0);
        } else if (step instanceof Program.Apply apply) {
            write(code, at, 3, apply.f().ordinal(), apply.x(), 0);
        } else if (step instanceof Program.Combine combine) {
            write(code, at, 4, combine.f().ordinal(), combine.a(), combine.b());
        } else if (step instanceof Program.Choose choose) {
            write(code, at, 5, choose.condition(), choose.a(), choose.b());
        } else if (step instanceof Program.Spread spread) {
            write(code, at, 7, spread.x(), spread.axes(), 0);
        } else if (step instanceof Program.Arrange arrange) {
            write(code, at, 8, arrange.x(), 0, 0);
        } else {
            Program.Reduce reduce = (Program.Reduce) step;
            write(code, at, 6, reduce.f().ordinal(), reduce.x(), reduce.axes());
        }
    }

    private static void write(int[] code, int at, int kind, int first, int second, int third) {
        code[at] = kind;
        code[at + 1] = first;
        code[at + 2] = second;
        code[at + 3] = third;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProgramStructure structure
                && hash == structure.hash
                && Arrays.equals(code, structure.code);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
