package org.higher.internal.host.fused;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Program;

/**
 * One pass of a program over the elements of its inputs: which steps it computes, and what for.
 *
 * <p>It says nothing of shapes, nor of the values of scalars.
 */
final class FusedPass {
    private final List<Program.Step> steps;
    private final boolean isFloat;
    private final BitSet elementwise;
    private final int[] order;
    private final int[] outputs;
    private final int[] reductions;
    private final int programOutputs;

    /** By step: the outputs that it is, and the reductions of it. */
    private final int[][] outputsOf;

    private final int[][] reductionsOf;

    /**
     * Of a program.
     *
     * @param elementwise which steps have a value for each element
     * @param outputs which of the program's are written
     * @param reductions the steps that reduce what is computed
     */
    FusedPass(Program program, BitSet elementwise, int[] outputs, int[] reductions) {
        this.steps = program.steps();
        this.isFloat = program.dtype() == DType.FLOAT32;
        this.elementwise = elementwise;
        this.outputs = outputs;
        this.reductions = reductions;
        this.programOutputs = program.outputs().size();
        this.outputsOf = new int[steps.size()][];
        this.reductionsOf = new int[steps.size()][];
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            outputsOf[i] =
                    IntStream.of(outputs)
                            .filter(output -> program.outputs().get(output).step() == step)
                            .toArray();
            reductionsOf[i] =
                    IntStream.of(reductions)
                            .filter(reduction -> reduced(reduction) == step)
                            .toArray();
        }
        this.order = needed();
    }

    private int[] needed() {
        BitSet needed = new BitSet();
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (needed.get(i) || isAskedFor(i)) {
                needed.set(i);
                elementwiseOperands(i).forEach(needed::set);
            }
        }
        return needed.stream().toArray();
    }

    List<Program.Step> steps() {
        return steps;
    }

    Program.Step step(int index) {
        return steps.get(index);
    }

    boolean isFloat() {
        return isFloat;
    }

    /** Whether a step is an input that is read by strides. */
    boolean isStrided(int step) {
        return steps.get(step) instanceof Program.Input input && input.isStrided();
    }

    /** Which steps have a value for each element; the others have a scalar. */
    BitSet elementwise() {
        return elementwise;
    }

    IntStream elementwiseOperands(int step) {
        return IntStream.of(Program.operands(steps.get(step))).filter(elementwise::get);
    }

    /** The elementwise steps that are computed, inputs included. */
    int[] order() {
        return order;
    }

    /** Which outputs of the program are written. */
    int[] outputs() {
        return outputs;
    }

    /** How many outputs the program has. */
    int programOutputs() {
        return programOutputs;
    }

    int[] outputsOf(int step) {
        return outputsOf[step];
    }

    /** The steps that reduce what is computed. */
    int[] reductions() {
        return reductions;
    }

    int[] reductionsOf(int step) {
        return reductionsOf[step];
    }

    /** Whether a step is an output, or reduced. */
    boolean isAskedFor(int step) {
        return outputsOf[step].length > 0 || reductionsOf[step].length > 0;
    }

    Program.Reduce reduction(int step) {
        return (Program.Reduce) steps.get(step);
    }

    /** The step that a reduction reduces. */
    private int reduced(int reduction) {
        return reduction(reduction).x();
    }

    boolean isInput(int step) {
        return steps.get(step) instanceof Program.Input;
    }
}
