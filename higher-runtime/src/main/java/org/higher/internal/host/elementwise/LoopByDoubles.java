package org.higher.internal.host.elementwise;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A loop over floats by way of one over doubles, on copies of blocks.
 *
 * <p>Conversions have loops of their own: between other instructions they can cost more than the
 * function.
 */
record LoopByDoubles(ElementwiseLoop loop) implements ElementwiseLoop {
    /** Elements at a time. */
    private static final int BLOCK = 512;

    @Override
    public void run(@Nullable Object[] arrays, double[] scalars, int from, int to) {
        double[] rounded = new double[scalars.length];
        for (int i = 0; i < scalars.length; i++) {
            rounded[i] = (float) scalars[i];
        }
        double[][] blocks = new double[arrays.length][Math.min(to - from, BLOCK)];
        int result = arrays.length - 1;
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(to - at, BLOCK);
            for (int i = 0; i < result; i++) {
                if (arrays[i] != null) {
                    widen((float[]) arrays[i], at, blocks[i], n);
                }
            }
            loop.run(blocks, rounded, 0, n);
            round(blocks[result], (float[]) Objects.requireNonNull(arrays[result]), at, n);
        }
    }

    private static void widen(float[] x, int at, double[] block, int n) {
        for (int i = 0; i < n; i++) block[i] = x[at + i];
    }

    private static void round(double[] block, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) out[at + i] = (float) block[i];
    }
}
