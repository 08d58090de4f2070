package org.higher.optim.support.v1;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.optim.HyperparameterValues;
import org.higher.optim.Key;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The hyperparameters of one group, as tensors that combine with its weights.
 *
 * <p>Generated code reads its fields from here, and makes its constants here. Both are {@linkplain
 * Tensor#number numbers} on the weights' device, so that what the rule computes in double, before
 * it meets a weight, is computed in double.
 */
public final class Hyper<R extends UpdateRule<?>> {
    private final R rule;
    private final Map<String, Tensor> overrides;
    private final Tensor like;
    private final DType dtype;
    private final Device device;

    /** What is to be put into the rules' own tensors, once nothing can fail any more. */
    private final Map<Tensor, Tensor> assignments;

    /**
     * For weights like a given one.
     *
     * @param assignments where those of all groups are collected
     */
    Hyper(Tensor like, R rule, Map<String, Tensor> overrides, Map<Tensor, Tensor> assignments) {
        this.rule = rule;
        this.overrides = overrides;
        this.assignments = assignments;
        this.like = like;
        this.dtype = like.dtype();
        this.device = like.device();
    }

    /** Has the element type and the device of the weights. */
    public Tensor like() {
        return like;
    }

    /** The tensors that override the rule's own values, by name. */
    public Map<String, Tensor> overrides() {
        return Collections.unmodifiableMap(overrides);
    }

    /** The overriding tensor, or else the rule's own value. */
    public Tensor get(Key<R> key) {
        Tensor override = overrides.get(key.name());
        return override == null
                ? scalar(key.of(rule))
                : HyperparameterValues.combining(dtype, device, key.name(), override);
    }

    /** The overriding tensors, or else the rule's own, which are live: gradients reach them. */
    public <T> T get(TreeKey<R, T> key) {
        return key.replace(key.of(rule), (path, own) -> fitted(overrides.getOrDefault(path, own)));
    }

    /** A rule's own tensor, or one in its place: a scalar takes on the weights' type. */
    private Tensor fitted(Tensor value) {
        return (value.rank() == 0 ? value.to(dtype) : value).to(device);
    }

    /**
     * The overriding tensor's only element, or else the rule's own value.
     *
     * @throws IllegalArgumentException if the tensor has several elements, or one for each task
     */
    public double number(Key<R> key) {
        Tensor override = overrides.get(key.name());
        if (override == null) {
            return key.of(rule);
        }
        if (override.size() != 1 || override.taskCount() != 0) {
            throw new IllegalArgumentException(
                    key
                            + ": a tensor of "
                            + (override.taskCount() == 0
                                    ? "shape " + Arrays.toString(override.shape())
                                    : override.taskCount() + " tasks")
                            + " is no number; it can be used in an override only");
        }
        return override.rank() == 0 ? override.toNumber().item() : override.item();
    }

    /** As {@link #get(TreeKey)}, with the overriding tensors cut from the tape. */
    public <T> T value(TreeKey<R, T> key) {
        return key.replace(key.of(rule), this::cut);
    }

    /**
     * Puts the overriding tensors' values into the rule's own, which are leaves, once nothing can
     * fail any more: for modules, which are changed rather than made again.
     *
     * @throws IllegalArgumentException if an overriding tensor has another shape than the rule's,
     *     or another number of tasks
     */
    public void assign(TreeKey<R, ?> key) {
        key.tensorsOf(rule)
                .forEach(
                        (path, own) -> {
                            if (overrides.containsKey(path)) {
                                checkShape(path, own);
                                plan(path, own, cut(path, own));
                            }
                        });
    }

    private void plan(String path, Tensor own, Tensor value) {
        if (!own.isLeaf()) {
            throw new IllegalArgumentException(
                    path + ": it is the result of an operation; only leaves can be assigned");
        }
        Tensor other = assignments.putIfAbsent(own, value);
        if (other != null && !Arrays.equals(other.toDoubles(), value.toDoubles())) {
            throw new IllegalArgumentException(
                    path + ": one tensor of several groups or places is given different values");
        }
    }

    private void checkShape(String path, Tensor own) {
        int[] shape = Objects.requireNonNull(overrides.get(path), path).shape();
        if (!Arrays.equals(shape, own.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s.%s: a tensor of shape %s cannot replace one of shape %s",
                            rule.getClass().getSimpleName(),
                            path,
                            Arrays.toString(shape),
                            Arrays.toString(own.shape())));
        }
        int tasks = overrides.get(path).taskCount();
        if (tasks != own.taskCount()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s.%s: a tensor of %d tasks cannot replace one of %d",
                            rule.getClass().getSimpleName(), path, tasks, own.taskCount()));
        }
    }

    private Tensor cut(String path, Tensor own) {
        Tensor override = overrides.get(path);
        return override == null
                ? own
                : override.detach()
                        .to(own.dtype())
                        .to(own.device())
                        .withRequiresGrad(own.requiresGrad());
    }

    /**
     * A number as a {@code float} holds it, where a rule computes in {@code float}; for the
     * gradient, the number itself.
     */
    public Tensor inFloat(Tensor x) {
        if (x.dtype() == DType.FLOAT32 && !x.isNumber()) {
            return x;
        }
        Tensor exact = x.detach();
        Tensor narrow = exact.to(DType.FLOAT32);
        Tensor rounded = x.isNumber() ? narrow.toNumber() : narrow.to(x.dtype());
        // no difference of two infinities
        Tensor change = Tensor.where(rounded.eq(exact), exact.zerosLike(), rounded.sub(exact));
        return x.add(change);
    }

    /** A constant. */
    public Tensor scalar(double value) {
        return Tensor.number(value).to(device);
    }
}
