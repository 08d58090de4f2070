package org.higher.internal.backend.stages;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program with partial steps: in stages, which are single kernels and uniform programs in
 * turn.
 *
 * <p>What has fewer elements than the program's shape is computed by kernels, one by one, as it
 * takes little time. So are reductions along axes, of which the operand is an output of the program
 * before them; the kernel has the order of summation, so that the result is the same bits as
 * without fusion. All that lies between is in uniform programs, see {@link Program#isUniform}. What
 * they need of elementwise steps before them is an output of these, or, if that is short, computed
 * again. One of a single step is its kernel.
 */
public final class ProgramStages {
    /** Steps that are rather computed again than kept: about as many as it takes to read one. */
    private static final int MOST_AGAIN = 3;

    private final Kernels kernels;
    private final Program program;
    private final List<Array> inputs;

    private final List<Program.Step> steps;
    private final int[] axes;
    private final DType[] types;
    private final BitSet live;

    /** By live step: even for kernels, odd for uniform programs, any for scalars. */
    private final int[] stages;

    /** By step: whether its value is an output, read by a kernel, or kept for a later stage. */
    private final BitSet handedOn = new BitSet();

    /** By step, those that there are by now; elementwise ones have the program's shape. */
    private final @Nullable Array[] values;

    private ProgramStages(Kernels kernels, Program program, List<Array> inputs) {
        this.kernels = kernels;
        this.program = program;
        this.inputs = inputs;
        this.steps = program.steps();
        this.axes = program.axes();
        this.types = program.types();
        this.live = program.live();
        this.stages = new int[axes.length];
        this.values = new Array[axes.length];
    }

    /**
     * Runs a program.
     *
     * @param kernels run the uniform programs, too
     */
    public static List<Array> run(Kernels kernels, Program program, List<Array> inputs) {
        return new ProgramStages(kernels, program, inputs).run();
    }

    private List<Array> run() {
        int last = 0;
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            stages[i] = stage(i);
            last = Math.max(last, stages[i]);
            if (isKernel(i)) {
                for (int operand : Program.operands(steps.get(i))) {
                    handedOn.set(operand);
                }
            }
        }
        program.outputs().forEach(output -> handedOn.set(output.step()));
        handOnWhatIsLong();
        for (int stage = 0; stage <= last; stage++) {
            if (stage % 2 == 1) {
                runProgram(stage);
                continue;
            }
            for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
                if (stages[i] == stage && isKernel(i)) {
                    value(i);
                }
            }
        }
        return outputs();
    }

    /** Keeps what is read in a later stage, if it would take long to compute it again. */
    private void handOnWhatIsLong() {
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            for (int operand : Program.operands(steps.get(i))) {
                boolean isLater = stages[i] > stages[operand] && isOfProgram(operand);
                if (isLater && axes[operand] == Program.ALL && again(operand) > MOST_AGAIN) {
                    handedOn.set(operand);
                }
            }
        }
    }

    /** How many elementwise steps it takes to compute one that is not handed on. */
    private int again(int i) {
        BitSet needed = new BitSet();
        needed.set(i);
        int count = 0;
        for (int k = i; k >= 0; k = needed.previousSetBit(k - 1)) {
            if (axes[k] == Program.ALL && isOfProgram(k) && !handedOn.get(k)) {
                count++;
                for (int operand : Program.operands(steps.get(k))) {
                    needed.set(operand);
                }
            }
        }
        return count;
    }

    private int stage(int i) {
        int latest = 0;
        int[] operands = Program.operands(steps.get(i));
        for (int operand : operands) {
            latest = Math.max(latest, stages[operand]);
        }
        if (operands.length == 0 || !isKernel(i) && !isOfProgram(i)) {
            return latest;
        }
        int parity = isKernel(i) ? 0 : 1;
        return latest % 2 == parity ? latest : latest + 1;
    }

    /** Whether a step is computed by a kernel. */
    private boolean isKernel(int i) {
        Program.Step step = steps.get(i);
        return step instanceof Program.Spread
                || step instanceof Program.Arrange
                || step instanceof Program.Reduce reduce && !Program.isWhole(reduce, axes)
                || axes[i] != 0 && axes[i] != Program.ALL && !(step instanceof Program.Input);
    }

    /** Whether a step is computed for each element, or a reduction of all of them. */
    private boolean isOfProgram(int i) {
        Program.Step step = steps.get(i);
        return !isKernel(i)
                && !(step instanceof Program.Input)
                && (axes[i] == Program.ALL || step instanceof Program.Reduce);
    }

    /** Computes the steps of a stage that are asked for, and all sums, which are but scalars. */
    private void runProgram(int stage) {
        List<Program.Output> outputs = new ArrayList<>();
        BitSet needed = new BitSet();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            boolean isScalar = axes[i] == 0;
            if (stages[i] == stage && isOfProgram(i) && (isScalar || handedOn.get(i))) {
                outputs.add(new Program.Output(i, isScalar ? new int[0] : program.shape()));
                needed.set(i);
            }
        }
        if (outputs.isEmpty()) {
            return;
        }
        int length = needed.length();
        for (int i = length - 1; i >= 0; i = needed.previousSetBit(i - 1)) {
            if (values[i] == null) {
                for (int operand : Program.operands(steps.get(i))) {
                    needed.set(operand);
                }
            }
        }
        if (computed(needed) == 1 && needed.stream().noneMatch(this::isReadByStrides)) {
            value(length - 1);
            return;
        }
        List<Array> arguments = new ArrayList<>();
        List<Program.Step> own = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            own.add(needed.get(i) ? own(i, arguments) : new Program.Constant(0, types[i]));
        }
        if (arguments.isEmpty()) {
            arguments.add(inputs.get(0));
        }
        Program uniform =
                new Program(program.dtype(), program.shape(), arguments.size(), own, outputs);
        List<Array> results = kernels.run(uniform, arguments);
        for (int i = 0; i < results.size(); i++) {
            values[outputs.get(i).step()] = results.get(i);
        }
    }

    /** Whether a step is an input that has not been copied in the program's order. */
    private boolean isReadByStrides(int i) {
        return values[i] == null
                && steps.get(i) instanceof Program.Input input
                && !input.order().isEmpty();
    }

    /** How many of some steps have to be computed. */
    private int computed(BitSet needed) {
        return (int)
                needed.stream()
                        .filter(i -> values[i] == null && Program.operands(steps.get(i)).length > 0)
                        .count();
    }

    /** A step in a uniform program: what is known by now is an input. */
    private Program.Step own(int i, List<Array> arguments) {
        Program.Step step = steps.get(i);
        if (step instanceof Program.Constant
                || values[i] == null && !(step instanceof Program.Input)) {
            return step;
        }
        int argument = arguments.size();
        if (isReadByStrides(i)) {
            Program.Input input = (Program.Input) step;
            arguments.add(inputs.get(input.index()));
            return new Program.Input(argument, axes[i], input.order(), types[i]);
        }
        arguments.add(value(i));
        return new Program.Input(argument, axes[i], types[i]);
    }

    /** The value of a step: of an elementwise one that there is, of others computed if need be. */
    private Array value(int i) {
        Array known = values[i];
        if (known == null) {
            Program.Step step = steps.get(i);
            if (step instanceof Program.Input input) {
                known = program.given(input, inputs.get(input.index()), kernels);
            } else if (step instanceof Program.Constant constant) {
                known =
                        kernels.full(
                                constant.dtype(),
                                new int[0],
                                constant.value(),
                                inputs.get(0).device());
            } else {
                known = program.value(step, this::value, kernels);
            }
            values[i] = known;
        }
        return known;
    }

    /** Each has memory of its own. */
    private List<Array> outputs() {
        List<Array> outputs = new ArrayList<>();
        BitSet taken = new BitSet();
        for (Program.Output output : program.outputs()) {
            int i = output.step();
            Array value = value(i);
            int[] shape = output.shape();
            if (value.size() != Shapes.size(shape)) {
                outputs.add(kernels.broadcast(kernels.reshape(value, new int[0]), shape));
                continue;
            }
            boolean isShared = taken.get(i) || steps.get(i) instanceof Program.Input;
            outputs.add(kernels.reshape(isShared ? copy(value) : value, shape));
            taken.set(i);
        }
        return outputs;
    }

    private Array copy(Array x) {
        return kernels.concat(List.of(kernels.reshape(x, new int[] {x.size()})), 0);
    }
}
