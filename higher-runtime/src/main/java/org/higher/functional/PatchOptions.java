package org.higher.functional;

import java.util.Optional;
import org.higher.array.Device;

/**
 * How a fast model begins.
 *
 * <pre>{@code
 * Patch.monkeypatch(net, PatchOptions.DEFAULT.withCopyInitialWeights(false))
 * }</pre>
 *
 * @param copyInitialWeights whether gradients stop at a copy, {@code params(0)}, or reach the
 *     model's own parameters
 * @param tracking whether every update is kept, or only the newest weights
 * @param device where weights and buffers go; empty for where they are
 * @param tasks how many tasks have weights of their own, which run as one ({@link
 *     org.higher.tensor.Batching}); 0 for one set of weights without a task axis
 */
public record PatchOptions(
        boolean copyInitialWeights, boolean tracking, Optional<Device> device, int tasks) {
    /** Copied weights, tracked, where they are, without a task axis. */
    public static final PatchOptions DEFAULT = new PatchOptions(true, true, Optional.empty(), 0);

    /** Checks the number of tasks. */
    public PatchOptions {
        if (tasks < 0) {
            throw new IllegalArgumentException(
                    "tasks: there can't be " + tasks + "; give 1 or more, or 0 for no task axis");
        }
    }

    public PatchOptions withCopyInitialWeights(boolean copyInitialWeights) {
        return new PatchOptions(copyInitialWeights, tracking, device, tasks);
    }

    public PatchOptions withTracking(boolean tracking) {
        return new PatchOptions(copyInitialWeights, tracking, device, tasks);
    }

    public PatchOptions withDevice(Device device) {
        if (device == null) {
            throw new IllegalArgumentException(
                    "device: null is no device; leave it out to stay where the model is");
        }
        return new PatchOptions(copyInitialWeights, tracking, Optional.of(device), tasks);
    }

    public PatchOptions withTasks(int tasks) {
        return new PatchOptions(copyInitialWeights, tracking, device, tasks);
    }
}
