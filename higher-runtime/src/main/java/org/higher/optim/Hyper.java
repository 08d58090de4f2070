package org.higher.optim;

import java.util.Arrays;
import java.util.Map;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.tensor.Tensor;

/**
 * The hyperparameters of one group, as tensors that combine with its weights.
 *
 * <p>Generated code reads its fields from here, and makes its constants here, so that both have the
 * element type and the device of the weights.
 */
public final class Hyper<R extends UpdateRule<?>> {
    private final R rule;
    private final Map<String, Tensor> overrides;
    private final DType dtype;
    private final Device device;

    /** For weights like {@code p}. */
    Hyper(R rule, Map<String, Tensor> overrides, Tensor p) {
        this.rule = rule;
        this.overrides = overrides;
        this.dtype = p.dtype();
        this.device = p.device();
    }

    /** The overriding tensor, or else the rule's own value. */
    public Tensor get(Key<R> key) {
        Tensor override = overrides.get(key.name());
        if (override == null) {
            return scalar(key.of(rule));
        }
        // As a number would: a scalar takes on the weights' type. An array must have it.
        return (override.rank() == 0 ? override.to(dtype) : override).to(device);
    }

    /**
     * The overriding tensor's only element, or else the rule's own value.
     *
     * @throws IllegalArgumentException if the tensor has several elements
     */
    public double number(Key<R> key) {
        Tensor override = overrides.get(key.name());
        if (override == null) {
            return key.of(rule);
        }
        if (override.size() != 1) {
            throw new IllegalArgumentException(
                    key
                            + ": a tensor of shape "
                            + Arrays.toString(override.shape())
                            + " is no number; it can be used in an override only");
        }
        return override.item();
    }

    /** A constant. */
    public Tensor scalar(double value) {
        return Tensor.scalar(value, dtype).to(device);
    }
}
