package org.higher.internal.spark.serialization;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fingerprint of how a machine rounds: a checksum of the results of a few operations.
 *
 * <p>It differs where OpenBLAS has chosen other kernels, for a CPU of another kind, or is missing,
 * and where another backend computes.
 */
public final class ArithmeticFingerprint {
    private static final Logger LOG = LoggerFactory.getLogger("org.higher.spark.SparkMetaBatch");

    /** Below what one product takes several threads for. */
    private static final int SIDE = 79;

    /** Those that have been logged. */
    private static final Set<Long> LOGGED = ConcurrentHashMap.newKeySet();

    private ArithmeticFingerprint() {}

    /** Computed once. */
    private static final class Here {
        static final long VALUE = compute();
    }

    /** The fingerprint of this JVM. */
    public static long here() {
        return Here.VALUE;
    }

    private static long compute() {
        CRC32 checksum = new CRC32();
        SplittableRandom random = new SplittableRandom(1);
        for (DType dtype : DType.values()) {
            for (int columns : new int[] {1, 5, SIDE}) {
                Tensor a = Tensor.normal(random, dtype, SIDE, SIDE);
                Tensor b = Tensor.normal(random, dtype, SIDE, columns);
                Tensor product = a.mmul(b);
                add(product, checksum);
                add(product.tanh().add(product.sigmoid().exp()).sum(0), checksum);
            }
        }
        return checksum.getValue();
    }

    private static void add(Tensor tensor, CRC32 checksum) {
        for (double value : tensor.toDoubles()) {
            checksum.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
        }
    }

    /** Warns, once for each kind of machine, that an executor rounds differently from this one. */
    public static void compare(String executor, long fingerprint) {
        if (fingerprint != here() && LOGGED.add(fingerprint)) {
            LOG.warn(
                    "SparkMetaBatch: {} rounds differently from the driver, so results are not those"
                            + " of a MetaBatch here, and depend on where a task runs if executors"
                            + " are of several kinds; give all the same backend and native libraries"
                            + " and, if their CPUs differ, the same OPENBLAS_CORETYPE",
                    executor);
        }
    }
}
