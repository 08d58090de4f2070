package org.higher.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Program;

/** A program over fewer axes: neighbours that all steps have together are made one. */
final class MergedAxes {
    private final int[] shape;
    private final List<Program.Step> steps;

    /** By axis: which one it becomes. */
    private final int[] merged;

    private MergedAxes(Program program) {
        this.shape = program.shape();
        this.steps = program.steps();
        this.merged = new int[shape.length];
        int last = -1; // the last one before whose extent is not 1
        for (int axis = 0; axis < merged.length; axis++) {
            merged[axis] = axis == 0 ? 0 : merged[axis - 1];
            if (shape[axis] != 1) {
                merged[axis] += last >= 0 && areApart(last, axis) ? 1 : 0;
                last = axis;
            }
        }
    }

    /** As it is, if no step has some of the axes only, or in another order. */
    static Program of(Program program) {
        boolean isNamed = program.steps().stream().anyMatch(Program::namesAxes);
        return isNamed ? new MergedAxes(program).over(program) : program;
    }

    /** Whether a step has one of two neighbours, or does not have the other right after it. */
    private boolean areApart(int before, int now) {
        return steps.stream()
                .anyMatch(
                        step -> {
                            int of = Program.namedAxes(step);
                            return (of >> before & 1) != (of >> now & 1)
                                    || !goOn(step, before, now);
                        });
    }

    private static boolean goOn(Program.Step step, int before, int now) {
        List<Integer> order = Program.order(step);
        if (order.isEmpty()) {
            return true;
        }
        if (step instanceof Program.Arrange) {
            return order.get(before) == before && order.get(now) == now;
        }
        int at = order.indexOf(before);
        return at < 0 ? !order.contains(now) : order.indexOf(now) == at + 1;
    }

    private Program over(Program program) {
        int[] extents = new int[merged[merged.length - 1] + 1];
        Arrays.fill(extents, 1);
        for (int axis = 0; axis < merged.length; axis++) {
            extents[merged[axis]] *= shape[axis];
        }
        List<Program.Step> over = steps.stream().map(step -> over(step, extents.length)).toList();
        return new Program(program.dtype(), extents, program.inputs(), over, program.outputs());
    }

    private Program.Step over(Program.Step step, int rank) {
        if (step instanceof Program.Input input) {
            List<Integer> order = order(input.order());
            return new Program.Input(input.index(), axes(input.axes()), order, input.dtype());
        } else if (step instanceof Program.Reduce reduce) {
            List<Integer> order = order(reduce.order());
            return new Program.Reduce(reduce.f(), reduce.x(), axes(reduce.axes()), order);
        } else if (step instanceof Program.Spread spread) {
            return new Program.Spread(spread.x(), axes(spread.axes()));
        } else if (step instanceof Program.Arrange arrange) {
            Integer[] to = new Integer[rank];
            for (int axis = 0; axis < merged.length; axis++) {
                if (shape[axis] != 1) {
                    to[merged[axis]] = merged[arrange.to().get(axis)];
                }
            }
            return new Program.Arrange(arrange.x(), List.of(to));
        }
        return step;
    }

    private int axes(int of) {
        int axes = 0;
        for (int axis = 0; axis < merged.length; axis++) {
            axes |= (of >> axis & 1) << merged[axis];
        }
        return of == Program.ALL ? Program.ALL : axes;
    }

    private List<Integer> order(List<Integer> of) {
        List<Integer> order = new ArrayList<>();
        boolean ascends = true;
        for (int axis : of) {
            int last = order.isEmpty() ? -1 : order.get(order.size() - 1);
            if (merged[axis] != last) {
                ascends &= merged[axis] > last;
                order.add(merged[axis]);
            }
        }
        return ascends ? List.of() : order;
    }
}
