package org.higher.internal.host.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Program;

/**
 * How programs of one structure are run: in which passes, and by which code.
 *
 * <p>A program whose elementwise values depend on sums takes one pass for each sum of sums, and
 * computes again what it needs there.
 */
final class FusedPlan {
    private final BitSet elementwise;
    private final BitSet live;
    private final DType[] types;

    /** By step: how many passes it has to wait for. */
    private final int[] level;

    private final List<PassCode> passes = new ArrayList<>();

    /** By pass: the scalars that are computed before it. */
    private final List<int[]> scalars = new ArrayList<>();

    FusedPlan(Program program) {
        elementwise = program.varying();
        live = program.live();
        types = program.types();
        level = program.levels(step -> isPass(program, step));
        int last = Arrays.stream(level).max().orElse(0);
        for (int pass = 0; pass <= last; pass++) {
            passes.add(new PassCode(pass(program, pass)));
            scalars.add(scalarsBefore(program, pass));
        }
    }

    /** Whether a step reduces what a pass computes. */
    private boolean isPass(Program program, int step) {
        return program.steps().get(step) instanceof Program.Reduce reduce
                && elementwise.get(reduce.x());
    }

    private FusedPass pass(Program program, int pass) {
        int[] outputs =
                IntStream.range(0, program.outputs().size())
                        .filter(i -> isElementwise(program.outputs().get(i).step()))
                        .filter(i -> level[program.outputs().get(i).step()] == pass)
                        .toArray();
        int[] reductions =
                live.stream().filter(i -> isPass(program, i) && level[i] == pass + 1).toArray();
        return new FusedPass(program, elementwise, outputs, reductions);
    }

    private int[] scalarsBefore(Program program, int pass) {
        return live.stream()
                .filter(i -> !isElementwise(i) && level[i] == pass && !isPass(program, i))
                .toArray();
    }

    List<PassCode> passes() {
        return passes;
    }

    /** The scalars that are computed before a pass, from those that are known then. */
    int[] scalarsBefore(int pass) {
        return scalars.get(pass);
    }

    boolean isElementwise(int step) {
        return elementwise.get(step);
    }

    DType type(int step) {
        return types[step];
    }
}
