package org.higher.internal.trace;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.higher.internal.backend.Program;

/**
 * A transposition of what a tracer has traced: the same values along other axes.
 *
 * <p>An input is read in another order, which costs nothing, and so is what a few elementwise steps
 * compute of inputs. All else is transposed in memory.
 */
final class Rearrangement {
    /** Elementwise steps that are rather computed again than transposed in memory. */
    private static final int MOST_AGAIN = 8;

    private final Tracer tracer;

    /** By axis of the tracer's: which one it becomes, of the same extent. */
    private final List<Integer> to;

    private final Map<Integer, Integer> found = new HashMap<>();

    Rearrangement(Tracer tracer, List<Integer> to) {
        this.tracer = tracer;
        this.to = to;
    }

    /** The step that has the values of another one. */
    int of(int step) {
        if (tracer.step(step) instanceof Program.Arrange arrange) {
            List<Integer> both = arrange.to().stream().map(to::get).toList();
            return new Rearrangement(tracer, both).of(arrange.x());
        }
        if (stays(step)) {
            return step;
        }
        return isCheap(step) ? again(step) : tracer.position(new Program.Arrange(step, to));
    }

    private boolean stays(int step) {
        int axes = tracer.axesOf(step);
        return IntStream.range(0, to.size())
                .allMatch(axis -> to.get(axis) == axis || (axes >> axis & 1) == 0);
    }

    /** Whether a step is computed of inputs, in a few elementwise steps. */
    private boolean isCheap(int step) {
        BitSet needed = new BitSet();
        needed.set(step);
        int count = 0;
        for (int i = step; i >= 0; i = needed.previousSetBit(i - 1)) {
            Program.Step of = tracer.step(i);
            if (tracer.axesOf(i) == 0 || of instanceof Program.Input) {
                continue;
            }
            boolean isElementwise =
                    of instanceof Program.Apply
                            || of instanceof Program.Combine
                            || of instanceof Program.Choose;
            if (!isElementwise || ++count > MOST_AGAIN) {
                return false;
            }
            for (int operand : Program.operands(of)) {
                needed.set(operand);
            }
        }
        return true;
    }

    private int again(int step) {
        if (tracer.axesOf(step) == 0) {
            return step;
        }
        Integer known = found.get(step);
        if (known == null) {
            known = tracer.position(over(tracer.step(step)));
            found.put(step, known);
        }
        return known;
    }

    private Program.Step over(Program.Step step) {
        if (step instanceof Program.Apply apply) {
            return new Program.Apply(apply.f(), again(apply.x()));
        } else if (step instanceof Program.Combine combine) {
            return new Program.Combine(combine.f(), again(combine.a()), again(combine.b()));
        } else if (step instanceof Program.Choose choose) {
            return new Program.Choose(
                    again(choose.condition()), again(choose.a()), again(choose.b()));
        }
        Program.Input input = (Program.Input) step;
        int[] places = tracer.order(input).stream().mapToInt(to::get).toArray();
        int axes = Program.moved(input.axes(), to);
        return new Program.Input(input.index(), axes, Places.order(places), input.dtype());
    }
}
