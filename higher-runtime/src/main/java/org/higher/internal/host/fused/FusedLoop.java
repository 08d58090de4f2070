package org.higher.internal.host.fused;

import org.higher.internal.backend.Shapes;
import org.higher.internal.host.reduction.PairwiseSums;
import org.higher.internal.threads.ComputeThreads;
import org.jspecify.annotations.Nullable;

/** One fused loop: a pass of a program over the elements of its inputs, in several threads. */
public final class FusedLoop {
    /** Elements that one thread takes at a time. */
    private static final int CHUNK = 16 * PassData.BLOCK;

    /** Elements times steps from which on handing out work is a small part of it. */
    private static final long WORTH_THREADS = 1 << 20;

    private final PassCode code;
    private final PassInputs inputs;
    private final double[] scalars;
    private final @Nullable Object[] outputs;

    /**
     * A pass.
     *
     * @param inputs of the program
     * @param scalars by step; the pass adds those that it reduces to
     * @param outputs of the program: memory for those that the pass writes
     */
    FusedLoop(PassCode code, PassInputs inputs, double[] scalars, @Nullable Object[] outputs) {
        this.code = code;
        this.inputs = inputs;
        this.scalars = scalars;
        this.outputs = outputs;
    }

    /**
     * Goes over all elements of the program's shape, in several threads where that pays.
     *
     * <p>Each sum is made of the sums of blocks, whoever computed them: so the result does not
     * depend on the threads. It is that of {@link PairwiseSums}.
     */
    void run(int... shape) {
        FusedPass pass = code.pass();
        if (pass.order().length == 0) {
            return;
        }
        int size = Shapes.size(shape);
        PassData data = new PassData(pass, inputs.sources(pass), scalars, outputs, size);
        int chunks = (size + CHUNK - 1) / CHUNK;
        boolean pays = (long) size * pass.order().length >= WORTH_THREADS;
        int threads = pays ? Math.min(ComputeThreads.count(), chunks) : 1;
        code.run(
                data,
                workers ->
                        ComputeThreads.run(
                                threads,
                                thread -> {
                                    PassWorker worker = workers.get();
                                    for (int i = thread; i < chunks; i += threads) {
                                        worker.run(i * CHUNK, Math.min(size, (i + 1) * CHUNK));
                                    }
                                }));
        data.reduce();
    }
}
