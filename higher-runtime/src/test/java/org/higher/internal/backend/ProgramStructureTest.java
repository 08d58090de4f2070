package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.junit.jupiter.api.Test;

/** What programs have in common that compute the same with other numbers. */
class ProgramStructureTest {
    private static Program program(DType dtype, int size, Program.Step... steps) {
        return new Program(
                dtype,
                new int[] {size},
                2,
                List.of(steps),
                List.of(new Program.Output(steps.length - 1, new int[] {size})));
    }

    private static Program scaled(DType dtype, int size, double factor, Program.Step last) {
        return program(
                dtype,
                size,
                new Program.Input(0, true, dtype),
                new Program.Input(1, false, dtype),
                new Program.Constant(factor, dtype),
                last);
    }

    @Test
    void isTheSameForOtherConstantsAndShapes() {
        Program.Step last = new Program.Combine(Binary.MUL, 0, 2);
        ProgramStructure one = ProgramStructure.of(scaled(DType.FLOAT32, 5, 0.5, last));
        ProgramStructure other = ProgramStructure.of(scaled(DType.FLOAT32, 70, 0.25, last));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void differsWhereAnythingElseDoes() {
        List<Program.Step> last =
                List.of(
                        new Program.Combine(Binary.MUL, 0, 2),
                        new Program.Combine(Binary.MUL, 2, 0),
                        new Program.Combine(Binary.MUL, 0, 1),
                        new Program.Combine(Binary.ADD, 0, 2),
                        new Program.Apply(Unary.NEG, 0),
                        new Program.Apply(Unary.NEG, 1),
                        new Program.Apply(Unary.ABS, 0),
                        new Program.Choose(0, 1, 2),
                        new Program.Choose(0, 2, 1),
                        new Program.Choose(1, 0, 2),
                        new Program.Reduce(Reduction.SUM, 0),
                        new Program.Reduce(Reduction.MEAN, 0),
                        new Program.Reduce(Reduction.MEAN, 0, 1),
                        new Program.Reduce(Reduction.MAX, 0, 1),
                        new Program.Reduce(Reduction.MAX, 0, 1, List.of(1, 0)),
                        new Program.Arrange(0, List.of(0)),
                        new Program.Arrange(1, List.of(0)),
                        new Program.Arrange(0, List.of(1, 0)),
                        new Program.Spread(1, 1),
                        new Program.Spread(1, Program.ALL),
                        new Program.Cast(1, DType.FLOAT32),
                        new Program.Cast(1, DType.FLOAT64),
                        new Program.Constant(1, DType.FLOAT32),
                        new Program.Constant(1, DType.FLOAT64),
                        new Program.Input(1, true, DType.FLOAT32),
                        new Program.Input(1, 1, DType.FLOAT32),
                        new Program.Input(1, Program.ALL, List.of(1, 0), DType.FLOAT32),
                        new Program.Input(1, 3, List.of(1, 0), DType.FLOAT32),
                        new Program.Input(1, 3, List.of(0, 1), DType.FLOAT32),
                        new Program.Input(1, false, DType.FLOAT32),
                        new Program.Input(0, true, DType.FLOAT32),
                        new Program.Input(1, true, DType.FLOAT64));
        Set<ProgramStructure> structures = new HashSet<>();
        for (DType dtype : DType.values()) {
            for (Program.Step step : last) {
                structures.add(ProgramStructure.of(scaled(dtype, 5, 1, step)));
            }
        }
        assertThat(structures).hasSize(2 * last.size());
    }

    /** Where a step has one axis of two, and where all have the one that there is. */
    @Test
    void differsInTheNumberOfAxesWhereThatMatters() {
        List<Program.Step> steps =
                List.of(
                        new Program.Input(0, true, DType.FLOAT32),
                        new Program.Input(1, 1, DType.FLOAT32),
                        new Program.Input(2, 2, DType.FLOAT32),
                        new Program.Combine(Binary.MUL, 1, 2));
        List<Program.Output> none = List.of();
        Program two = new Program(DType.FLOAT32, new int[] {3, 4}, 3, steps, none);
        Program other = new Program(DType.FLOAT32, new int[] {7, 2}, 3, steps, none);
        Program three = new Program(DType.FLOAT32, new int[] {3, 4, 5}, 3, steps, none);
        assertThat(ProgramStructure.of(two)).isEqualTo(ProgramStructure.of(other));
        assertThat(ProgramStructure.of(two)).isNotEqualTo(ProgramStructure.of(three));
        assertThat(two.axes()).containsExactly(Program.ALL, 1, 2, Program.ALL);
        assertThat(three.axes()).containsExactly(Program.ALL, 1, 2, 3);
    }

    @Test
    void differsInOutputs() {
        Program program =
                RandomPrograms.program(new SplittableRandom(1), DType.FLOAT32, new int[] {3}, 9);
        List<Program.Output> outputs = program.outputs();
        Program fewer =
                new Program(
                        program.dtype(),
                        program.shape(),
                        program.inputs(),
                        program.steps(),
                        outputs.subList(1, outputs.size()));
        assertThat(ProgramStructure.of(fewer)).isNotEqualTo(ProgramStructure.of(program));
    }
}
