package org.higher;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.internal.unroll.Allowance;
import org.higher.optim.GradientMode;

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
 * InnerLoop#step(java.util.function.Function)}. First derivatives are those of the full tape, to
 * the last bit, but in {@link #mixedMode}, where they differ by rounding, as second derivatives do
 * in any case. Time goes up instead: what is not kept is computed once to go on, and again for a
 * gradient.
 */
public final class Memory {
    private static final Allowance ALL = new Allowance(0, 0);
    private static final Memory FULL = new Memory("Memory.full()", Kind.FULL, ALL);
    private static final Memory SAVED_GRADIENTS =
            new Memory("Memory.savedGradients()", Kind.SAVED_GRADIENTS, ALL);
    private static final Memory MIXED_MODE = new Memory("Memory.mixedMode()", Kind.MIXED_MODE, ALL);

    private static final Pattern AMOUNT =
            Pattern.compile(
                    "\\s*(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)(i?B)?\\s*", Pattern.CASE_INSENSITIVE);

    private final String text;
    private final Kind kind;
    private final Allowance allowance;

    private Memory(String text, Kind kind, Allowance allowance) {
        this.text = text;
        this.kind = kind;
        this.allowance = allowance;
    }

    /** What becomes of the graph of a step. */
    enum Kind {
        FULL,
        CHECKPOINTS,
        SAVED_GRADIENTS,
        MIXED_MODE
    }

    /** The default: every step stays on the tape. */
    public static Memory full() {
        return FULL;
    }

    /**
     * Weights, state and the gradient of each step stay on the tape, and the graph of the loss does
     * not: it is recorded again for a gradient, of one step at a time.
     *
     * <p>For models whose activations take more memory than their weights. Each loss is computed
     * twice, and the update once.
     */
    public static Memory savedGradients() {
        return SAVED_GRADIENTS;
    }

    /**
     * As {@link #savedGradients()}, and the gradient of a step is differentiated forward over
     * reverse: mixed mode, which keeps no graph of a backward pass, not even of one step.
     *
     * <p>Gradients differ from those of the full tape by rounding. Where a step's loss has a {@link
     * org.higher.tensor.CustomFunction}, an inner loop of its own, tensors that were computed from
     * the present weights before the step, or something without a rule for forward mode, it is that
     * step's {@link #savedGradients()}.
     *
     * <p>Source: Kemaev et al., Scalable meta-learning via mixed-mode differentiation, ICML 2025
     * (arXiv 2505.00793).
     */
    public static Memory mixedMode() {
        return MIXED_MODE;
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
        return new Memory(said, Kind.CHECKPOINTS, new Allowance(bytes, 0));
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
        return new Memory(
                "Memory.snapshots(" + count + ")", Kind.CHECKPOINTS, new Allowance(0, count));
    }

    boolean isFull() {
        return kind == Kind.FULL;
    }

    /** Whether something of a step's graph is left out. */
    boolean concerns(GradientMode mode) {
        return switch (kind) {
            case FULL -> false;
            case CHECKPOINTS -> mode != GradientMode.UNTRACKED;
            case SAVED_GRADIENTS, MIXED_MODE -> mode == GradientMode.SECOND_ORDER;
        };
    }

    Kind kind() {
        return kind;
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
     * @param full whether all steps are on the tape
     * @param savedGradients whether they are but for the graphs of their losses, as with {@link
     *     Memory#savedGradients()}
     * @param snapshots how many copies of weights and state, at most
     * @param recorded how many steps are on the tape at a time
     * @param advances how often a step is taken, on average, before it is recorded for a gradient,
     *     the first time included; 0 if all steps are on the tape, empty if their number was not
     *     known
     * @param snapshotBytes the size of a snapshot
     * @param stepBytes what a step keeps on the tape; empty if it was not measured
     */
    public record Plan(
            boolean full,
            boolean savedGradients,
            int snapshots,
            int recorded,
            OptionalDouble advances,
            long snapshotBytes,
            OptionalLong stepBytes) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(kept());
            if (!full && !savedGradients && advances.isPresent()) {
                text.append(said(", each taken %.2f times before", advances.getAsDouble()));
            }
            stepBytes.ifPresent(bytes -> text.append(said(" (a step keeps %,d bytes)", bytes)));
            return text.toString();
        }

        private String kept() {
            if (full) {
                return "all steps on the tape";
            }
            if (savedGradients) {
                return "the gradient of each step, and its graph of one at a time";
            }
            return said(
                    "%,d snapshots of %,d bytes, %,d steps on the tape at a time",
                    snapshots, snapshotBytes, recorded);
        }

        private static String said(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }
    }
}
