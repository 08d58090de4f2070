package org.higher.examples.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.examples.benchmarks.GpuCheck.Outcome;

/** Whether memory stays as it is over thousands of meta-steps. */
final class Steadiness {
    private static final int STEPS = 5000;

    /** The first part, in which the JVM compiles, and pools grow to what is needed. */
    private static final int WARM_UP = STEPS / 2;

    /** In MiB: what a heap's size and a driver's bookkeeping may differ by. */
    private static final double SLACK = 64;

    private Steadiness() {}

    /** By the resident memory, and by that of the device where its driver's tool tells. */
    static Outcome of(Device device, long end) {
        try (SinusoidMetaStep steps = new SinusoidMetaStep(DType.FLOAT32, 1, 1)) {
            int done = run(steps, 0, WARM_UP, end);
            double resident = ResidentMemory.now();
            OptionalDouble ofCard = CardMemory.used(device);
            done = run(steps, done, STEPS, end);
            double growth = ResidentMemory.now() - resident;
            OptionalDouble cardGrowth = growth(ofCard, CardMemory.used(device));
            String text =
                    String.format(
                            Locale.ROOT,
                            "%+.0f MiB of the process and %s of the card, from step %d to %d of"
                                    + " sinusoid MAML",
                            growth,
                            cardGrowth.isPresent()
                                    ? String.format(
                                            Locale.ROOT, "%+.0f MiB", cardGrowth.getAsDouble())
                                    : "an unknown growth",
                            Math.min(WARM_UP, done),
                            done);
            if (growth > SLACK || cardGrowth.orElse(0) > SLACK) {
                return Outcome.fail("%s", text);
            }
            return done < STEPS
                    ? Outcome.skip("%s; then no time was left", text)
                    : Outcome.pass("%s", text);
        }
    }

    private static int run(SinusoidMetaStep steps, int from, int to, long end) {
        int done = from;
        for (; done < to && System.nanoTime() < end; done++) {
            steps.run();
        }
        return done;
    }

    private static OptionalDouble growth(OptionalDouble before, OptionalDouble after) {
        return before.isPresent() && after.isPresent()
                ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
    }
}
