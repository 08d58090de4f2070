package org.higher.functional;

import java.util.Optional;
import org.higher.array.Device;

/**
 * How a fast model begins: the defaults, and what is changed of them.
 *
 * <pre>{@code
 * Patch.monkeypatch(net, PatchOptions.DEFAULT.withCopyInitialWeights(false))
 * }</pre>
 */
public final class PatchOptions {
    /** Copied weights, tracked, where they are, without a task axis. */
    public static final PatchOptions DEFAULT = new PatchOptions(true, true, Optional.empty(), 0);

    private final boolean copyInitialWeights;
    private final boolean tracking;
    private final Optional<Device> device;
    private final int tasks;

    private PatchOptions(
            boolean copyInitialWeights, boolean tracking, Optional<Device> device, int tasks) {
        this.copyInitialWeights = copyInitialWeights;
        this.tracking = tracking;
        this.device = device;
        this.tasks = tasks;
    }

    /**
     * MAML: {@code false}, so that gradients reach the model's own parameters; with true, the
     * default, they stop at a copy of the initial weights, {@code params(0)}.
     */
    public PatchOptions withCopyInitialWeights(boolean copy) {
        return new PatchOptions(copy, tracking, device, tasks);
    }

    /**
     * With the choice whether every update is kept (true, the default), or only the newest weights.
     */
    public PatchOptions withTracking(boolean on) {
        return new PatchOptions(copyInitialWeights, on, device, tasks);
    }

    /**
     * With the device where weights and buffers go; by default they stay where they are.
     *
     * @throws IllegalArgumentException if it is null
     */
    public PatchOptions withDevice(Device where) {
        if (where == null) {
            throw new IllegalArgumentException(
                    "device: null is no device; leave it out to stay where the model is");
        }
        return new PatchOptions(copyInitialWeights, tracking, Optional.of(where), tasks);
    }

    /**
     * With a number of tasks that have weights of their own and run as one ({@link
     * org.higher.tensor.Tensor}).
     *
     * @param count 0, the default, for one set of weights without a task axis
     * @throws IllegalArgumentException if it is negative
     */
    public PatchOptions withTasks(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "tasks: there can't be " + count + "; give 1 or more, or 0 for no task axis");
        }
        return new PatchOptions(copyInitialWeights, tracking, device, count);
    }

    boolean copyInitialWeights() {
        return copyInitialWeights;
    }

    boolean tracking() {
        return tracking;
    }

    Optional<Device> device() {
        return device;
    }

    int tasks() {
        return tasks;
    }
}
