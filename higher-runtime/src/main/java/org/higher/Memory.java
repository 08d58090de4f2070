package org.higher;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.internal.unroll.Allowance;

/**
 * Gradient checkpointing: what an inner loop keeps of its steps for gradients. What it does not
 * keep is computed again.
 *
 * <pre>{@code
 * try (var loop = Higher.innerLoop(net, adam).memory(Memory.budget("96MB")).open()) {
 *     loop.unroll(1000, (model, k) -> mse(model.forward(batches.x(k)), batches.y(k)));
 *     mse(loop.model().forward(xq), yq).backward();   // the gradient through all steps, exactly
 * }
 * }</pre>
 *
 * <p>It concerns steps that can be taken again, {@link InnerLoop#unroll} and {@link
 * InnerLoop#step(java.util.function.Function)}. Gradients are those of the full tape, to the last
 * bit. Time goes up instead: steps that are not kept are taken once to go on, and again for a
 * gradient.
 */
public final class Memory {
    private static final Memory FULL = new Memory("Memory.full()", new Allowance(0, 0));

    private static final Pattern AMOUNT =
            Pattern.compile(
                    "\\s*(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(i?B)?\\s*", Pattern.CASE_INSENSITIVE);

    private final String text;
    private final Allowance allowance;

    private Memory(String text, Allowance allowance) {
        this.text = text;
        this.allowance = allowance;
    }

    /** The default: every step stays on the tape. */
    public static Memory full() {
        return FULL;
    }

    /**
     * As {@link #budget(long)}.
     *
     * @param amount such as {@code "256MB"}, {@code "1.5 GB"} or {@code "64k"}; as for the JVM's
     *     -Xmx, a kilobyte is 1024 bytes
     * @throws IllegalArgumentException if it is not an amount, or not positive
     */
    public static Memory budget(String amount) {
        Matcher matcher = AMOUNT.matcher(amount == null ? "" : amount);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Memory.budget: '" + amount + "' is no amount; write \"256MB\" or \"1.5 GB\"");
        }
        double bytes = Double.parseDouble(matcher.group(1));
        int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return budget((long) (bytes * Math.pow(1024, matcher.group(2).isEmpty() ? 0 : power + 1)));
    }

    /**
     * As many bytes for each unroll, on top of what is there before.
     *
     * <p>Within them the loop chooses how many snapshots to keep, and how many steps to record at a
     * time, so that as few steps as possible are taken again: from the number of steps, the size of
     * weights and state, and what the first step is measured to keep. {@link InnerLoop#plan} says
     * what it has chosen. Three tenths of the bytes are left to garbage that the collector has yet
     * to find.
     *
     * @throws IllegalArgumentException if the number is not positive; when the first step is taken,
     *     if the bytes are too few for the loop
     */
    public static Memory budget(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(
                    "Memory.budget: " + bytes + " bytes hold nothing; give a positive number");
        }
        String said = String.format(Locale.ROOT, "Memory.budget(%,d bytes)", bytes);
        return new Memory(said, new Allowance(bytes, 0));
    }

    /**
     * As many snapshots of weights and state, the one at the start included, and one step on the
     * tape at a time.
     *
     * <p>Snapshots are placed by binomial checkpointing: with s of them, C(s + r, r) steps are
     * taken at most r times before they are recorded.
     *
     * @throws IllegalArgumentException if the number is not at least 1
     */
    public static Memory snapshots(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "Memory.snapshots: " + count + "; at least 1, at the start, is needed");
        }
        return new Memory("Memory.snapshots(" + count + ")", new Allowance(0, count));
    }

    boolean isFull() {
        return this == FULL;
    }

    Allowance allowance() {
        return allowance;
    }

    @Override
    public String toString() {
        return text;
    }

    /**
     * What a loop has chosen to keep.
     *
     * @param snapshots how many copies of weights and state, at most
     * @param recorded how many steps are on the tape at a time
     * @param advances how often a step is taken, on average, before it is recorded for a gradient,
     *     the first time included; 0 if all steps are recorded as they are taken, NaN if the number
     *     of steps was not known
     * @param snapshotBytes the size of a snapshot
     * @param stepBytes what a step keeps on the tape; 0 if it was not measured
     */
    public record Plan(
            int snapshots, int recorded, double advances, long snapshotBytes, long stepBytes) {
        @Override
        public String toString() {
            String steps =
                    advances == 0
                            ? "all steps on the tape"
                            : String.format(
                                    Locale.ROOT,
                                    "%,d snapshots of %,d bytes, %,d steps on the tape at a time%s",
                                    snapshots,
                                    snapshotBytes,
                                    recorded,
                                    Double.isNaN(advances)
                                            ? ""
                                            : String.format(
                                                    Locale.ROOT,
                                                    ", each taken %.2f times before",
                                                    advances));
            return stepBytes == 0
                    ? steps
                    : steps + String.format(Locale.ROOT, " (a step keeps %,d bytes)", stepBytes);
        }
    }
}
