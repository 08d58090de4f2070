package org.higher.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The weights of a fast model: an entry for each update, or the newest only if not tracked. */
final class WeightHistory {
    /** Weights in the order of the model's parameters; null where they were let go. */
    private final List<@Nullable List<Tensor>> entries = new ArrayList<>();

    private boolean tracking;

    WeightHistory(boolean tracking) {
        this.tracking = tracking;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean isTracking() {
        return tracking;
    }

    /**
     * The last entry.
     *
     * @throws IllegalStateException if there is none
     */
    List<Tensor> newest() {
        if (entries.isEmpty()) {
            throw new IllegalStateException(
                    "the fast model has no weights yet; give the first with model(weights) or"
                            + " update(weights)");
        }
        return Objects.requireNonNull(entries.get(entries.size() - 1));
    }

    /**
     * The entry after a number of updates.
     *
     * @param time negative counts from the newest, which is -1
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    List<Tensor> at(int time) {
        int index = time < 0 ? entries.size() + time : time;
        if (index < 0 || index >= entries.size()) {
            throw new IndexOutOfBoundsException("params(" + time + "): " + range());
        }
        List<Tensor> entry = entries.get(index);
        if (entry == null) {
            throw new IndexOutOfBoundsException(
                    "params("
                            + time
                            + "): these weights were let go, only the first and the newest are"
                            + " kept; look at them within the step, or keep all, as a loop with"
                            + " Memory.full() does");
        }
        return entry;
    }

    /** Whether {@link #at} has the weights of a time. */
    boolean has(int time) {
        return time >= 0 && time < entries.size() && entries.get(time) != null;
    }

    private String range() {
        return tracking
                ? String.format(
                        "there are %d entries, 0 to %d, or -1 for the newest",
                        entries.size(), entries.size() - 1)
                : "an untracked model keeps the newest weights only, as time 0 and -1; switch"
                        + " tracking on";
    }

    /** The number of updates that can be gone back. */
    int time() {
        return entries.size() - 1;
    }

    void add(List<Tensor> weights) {
        if (!tracking) {
            entries.clear();
        }
        entries.add(weights);
    }

    void replaceNewest(List<Tensor> weights) {
        entries.set(entries.size() - 1, weights);
    }

    void track(boolean on) {
        tracking = on;
        if (!on) {
            forget();
        }
    }

    /** Lets go of all entries but the first and the newest; the others' times stay. */
    void forgetBetween() {
        for (int i = entries.size() - 2; i > 0 && entries.get(i) != null; i--) {
            entries.set(i, null);
        }
    }

    /** Lets go of all entries but the newest. */
    void forget() {
        if (entries.size() > 1) {
            entries.subList(0, entries.size() - 1).clear();
        }
    }

    void clear() {
        entries.clear();
    }
}
