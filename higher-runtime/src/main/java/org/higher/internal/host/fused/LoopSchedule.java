package org.higher.internal.host.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Program;

/**
 * How the steps of a pass are divided into loops.
 *
 * <p>HotSpot does not vectorise every function, nor long loops. So a function that looks at bits,
 * or is by way of double, is a loop by itself, between those that it reads from and those that read
 * it. What lies between is cut into loops that are short enough, where fewest values have to be
 * handed on in arrays.
 */
final class LoopSchedule {
    /**
     * The weight of the longest loop, in nodes of C2 beside those of the loop itself.
     *
     * <p>C2 does not unroll a loop of more than 60 nodes ({@code LoopUnrollLimit}), and so does not
     * vectorise it. Measured on JDK 17 and 25: loops of up to 52 are vectorised.
     */
    private static final int MOST = 48;

    /** Nodes of an access to an array. */
    private static final int ACCESS = 6;

    private final FusedPass pass;

    /** By step: its stage; loops of several steps have even ones, steps by themselves odd ones. */
    private final int[] stages;

    /** By step: the last step of its stage that reads it, and whether one of another stage does. */
    private final int[] lastReader;

    private final boolean[] isReadElsewhere;

    private LoopSchedule(FusedPass pass) {
        this.pass = pass;
        this.stages = new int[pass.steps().size()];
        this.lastReader = new int[stages.length];
        this.isReadElsewhere = new boolean[stages.length];
    }

    /** The steps of loops, in an order to compute them. */
    static List<Loop> of(FusedPass pass) {
        return new LoopSchedule(pass).loops();
    }

    /**
     * Some steps, in the order of the program.
     *
     * @param isVectorised whether there may be several; otherwise it is one by itself
     */
    record Loop(boolean isVectorised, int... steps) {}

    private List<Loop> loops() {
        Map<Integer, List<Integer>> byStage = new TreeMap<>();
        for (int step : pass.order()) {
            if (!pass.isInput(step)) {
                int latest = operands(step).map(operand -> stages[operand]).max().orElse(0);
                int parity = isVectorised(step) ? 0 : 1;
                stages[step] = latest % 2 == parity ? latest : latest + 1;
                byStage.computeIfAbsent(stages[step], none -> new ArrayList<>()).add(step);
            }
        }
        for (int step : pass.order()) {
            operands(step)
                    .forEach(
                            operand -> {
                                if (stages[operand] == stages[step]) {
                                    lastReader[operand] = step;
                                } else {
                                    isReadElsewhere[operand] = true;
                                }
                            });
        }
        List<Loop> loops = new ArrayList<>();
        byStage.forEach(
                (stage, some) -> {
                    int[] steps = some.stream().mapToInt(Integer::intValue).toArray();
                    if (stage % 2 == 0) {
                        loops.addAll(cut(steps));
                    } else {
                        IntStream.of(steps).forEach(step -> loops.add(new Loop(false, step)));
                    }
                });
        return loops;
    }

    /** The steps that one reads, without inputs. */
    private IntStream operands(int step) {
        return pass.elementwiseOperands(step).filter(operand -> !pass.isInput(operand));
    }

    /** Cuts the steps of a stage so that loops have the fewest accesses, by dynamic programming. */
    private List<Loop> cut(int[] steps) {
        int[] accesses = new int[steps.length + 1]; // of the first steps, at best
        int[] start = new int[steps.length + 1]; // of the last loop of these
        for (int end = 1; end <= steps.length; end++) {
            accesses[end] = Integer.MAX_VALUE;
            int nodes = 0;
            for (int from = end - 1; from >= 0 && (nodes <= MOST || from == end - 1); from--) {
                nodes += nodes(steps[from]);
                int own = accesses(steps, from, end);
                boolean fits = nodes + own * ACCESS <= MOST || from == end - 1;
                if (fits && accesses[from] + own + 1 < accesses[end]) {
                    accesses[end] = accesses[from] + own + 1;
                    start[end] = from;
                }
            }
        }
        List<Loop> loops = new ArrayList<>();
        for (int end = steps.length; end > 0; end = start[end]) {
            loops.add(0, new Loop(true, Arrays.copyOfRange(steps, start[end], end)));
        }
        return loops;
    }

    /** How many arrays a loop reads and writes. */
    private int accesses(int[] steps, int from, int end) {
        BitSet read = new BitSet();
        int written = 0;
        for (int i = from; i < end; i++) {
            int step = steps[i];
            pass.elementwiseOperands(step).forEach(read::set);
            boolean isWritten =
                    pass.isAskedFor(step)
                            || isReadElsewhere[step]
                            || lastReader[step] > steps[end - 1];
            written += isWritten ? 1 : 0;
        }
        for (int i = from; i < end; i++) {
            read.clear(steps[i]);
        }
        return read.cardinality() + written;
    }

    private int nodes(int step) {
        if (pass.step(step) instanceof Program.Apply apply) {
            return switch (apply.f()) {
                case SQRT, SIGN -> 4;
                case TANH -> 24;
                default -> 1;
            };
        }
        Binary f = ((Program.Combine) pass.step(step)).f();
        return f == Binary.TANH_VJP || f == Binary.SIGMOID_VJP ? 3 : 1;
    }

    /** Whether a step is vectorised in a loop with others, on HotSpot 17. */
    private boolean isVectorised(int step) {
        if (pass.step(step) instanceof Program.Apply apply) {
            return switch (apply.f()) {
                case NEG, ABS, SIGN, SQRT, RELU, SQUARE, RECIPROCAL -> true;
                case TANH -> pass.isFloat();
                case EXP, LOG, SIN, COS, SIGMOID, SOFTPLUS, ERF -> false;
            };
        }
        return pass.step(step) instanceof Program.Combine combine && isVectorised(combine.f());
    }

    private static boolean isVectorised(Binary f) {
        return switch (f) {
            case ADD, SUB, MUL, DIV, MAX, MIN, TANH_VJP, SIGMOID_VJP -> true;
            case POW, EQ, NE, LT, LE, GT, GE, RELU_VJP -> false;
        };
    }
}
