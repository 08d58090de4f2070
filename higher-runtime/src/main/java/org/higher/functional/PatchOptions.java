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
 */
public record PatchOptions(boolean copyInitialWeights, boolean tracking, Optional<Device> device) {
    /** Copied weights, tracked, where they are. */
    public static final PatchOptions DEFAULT = new PatchOptions(true, true, Optional.empty());

    public PatchOptions withCopyInitialWeights(boolean copyInitialWeights) {
        return new PatchOptions(copyInitialWeights, tracking, device);
    }

    public PatchOptions withTracking(boolean tracking) {
        return new PatchOptions(copyInitialWeights, tracking, device);
    }

    public PatchOptions withDevice(Device device) {
        return new PatchOptions(copyInitialWeights, tracking, Optional.of(device));
    }
}
