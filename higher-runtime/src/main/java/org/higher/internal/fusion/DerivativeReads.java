package org.higher.internal.fusion;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Program;

/**
 * The inputs of a program whose values a derivative can depend on.
 *
 * <p>Not those that are only added, subtracted, negated, summed up and multiplied by what does not
 * vary on their way: there the derivative is the same everywhere.
 */
final class DerivativeReads {
    private DerivativeReads() {}

    /**
     * The indices of inputs.
     *
     * @param inputsThatVary those to differentiate by
     */
    static BitSet of(Program program, IntPredicate inputsThatVary) {
        List<Program.Step> steps = program.steps();
        BitSet varies = varyingBy(steps, inputsThatVary);
        BitSet read = new BitSet(steps.size());
        BitSet live = program.live();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            Program.Step step = steps.get(i);
            if (varies.get(i) && !isLinear(step)) {
                boolean byOne = isLinearInEach(step);
                for (int operand : Program.operands(step)) {
                    read.set(
                            operand,
                            read.get(operand) || !byOne || othersVary(step, operand, varies));
                }
            }
        }
        program.addOperands(read);
        BitSet found = new BitSet(program.inputs());
        for (int i = 0; i < steps.size(); i++) {
            if (read.get(i) && steps.get(i) instanceof Program.Input input) {
                found.set(input.index());
            }
        }
        return found;
    }

    private static BitSet varyingBy(List<Program.Step> steps, IntPredicate inputsThatVary) {
        BitSet varies = new BitSet(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            boolean any =
                    steps.get(i) instanceof Program.Input input
                            && inputsThatVary.test(input.index());
            for (int operand : Program.operands(steps.get(i))) {
                any |= varies.get(operand);
            }
            varies.set(i, any);
        }
        return varies;
    }

    /** Whether an operand of a product is multiplied by what varies. */
    private static boolean othersVary(Program.Step product, int operand, BitSet varies) {
        Program.Combine combine = (Program.Combine) product;
        return combine.a() == operand && varies.get(combine.b())
                || combine.b() == operand && varies.get(combine.a());
    }

    private static boolean isLinearInEach(Program.Step step) {
        return step instanceof Program.Combine combine && combine.f() == Kernels.Binary.MUL;
    }

    private static boolean isLinear(Program.Step step) {
        return step instanceof Program.Reduce reduce
                        && (reduce.f() == Kernels.Reduction.SUM
                                || reduce.f() == Kernels.Reduction.MEAN)
                || step instanceof Program.Spread
                || step instanceof Program.Arrange
                || step instanceof Program.Cast
                || step instanceof Program.Apply apply && apply.f() == Kernels.Unary.NEG
                || step instanceof Program.Combine combine
                        && (combine.f() == Kernels.Binary.ADD || combine.f() == Kernels.Binary.SUB);
    }
}
