package org.higher.internal.host.fused;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compiled code of a pass on trial: warmed up, and compared with the interpreter. */
final class PassTrial {
    /**
     * Runs of a block before each of the first comparisons. HotSpot compiles a method after some
     * hundred runs, and does not vectorise one that was always given a few elements.
     */
    private static final int WARM_UP = 200;

    /** Comparisons after which HotSpot knows what to compile, and only has to come to it. */
    private static final int WARM = 10;

    /** Runs that are timed. */
    private static final int TIMES = 5;

    /** Nanoseconds after which code that is still slower is given up. */
    private static final long PATIENCE = 60_000_000_000L;

    private final CompiledPass compiled;
    private final PassWorker candidate;
    private final PassWorker interpreter;
    private final long start = System.nanoTime();
    private int comparisons;

    PassTrial(FusedPass pass, CompiledPass compiled) {
        this.compiled = compiled;
        PassData data = ones(pass);
        candidate = compiled.workers(data).get();
        interpreter = new InterpretedPass(data);
    }

    private static PassData ones(FusedPass pass) {
        int steps = pass.steps().size();
        double[] scalars = new double[steps];
        Arrays.fill(scalars, 1);
        @Nullable Object[] sources = new Object[steps];
        @Nullable Object[] written = new Object[pass.programOutputs()];
        PassData data = new PassData(pass, sources, scalars, written, PassData.BLOCK);
        for (int step : pass.order()) {
            if (pass.isInput(step)) {
                sources[step] = data.filled(1);
            }
        }
        for (int output : pass.outputs()) {
            written[output] = data.block();
        }
        return data;
    }

    CompiledPass compiled() {
        return compiled;
    }

    /** Warms it up a little more, and says whether it is faster now. */
    boolean isFaster() {
        if (comparisons++ < WARM) {
            for (int i = 0; i < WARM_UP; i++) {
                candidate.run(0, PassData.BLOCK);
            }
        }
        return time(candidate) < time(interpreter);
    }

    /** Nanoseconds for a block, at best: others may be using the processor. */
    private static long time(PassWorker worker) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            worker.run(0, PassData.BLOCK);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    boolean goesOn() {
        return System.nanoTime() - start < PATIENCE;
    }
}
