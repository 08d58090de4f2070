package org.higher.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Points of a regression: inputs, each with its target.
 *
 * <p>It holds arrays; each call of a method makes new FLOAT32 tensors on the current device.
 */
public final class Points implements Serializable, Stackable<Points> {
    private static final long serialVersionUID = 1;

    private final float[] inputs;
    private final int[] inputShape;
    private final float[] targets;
    private final int[] targetShape;

    /** 0 where there is no task axis. */
    private final int tasks;

    private Points(
            float[] inputs, int[] inputShape, float[] targets, int[] targetShape, int tasks) {
        this.inputs = inputs;
        this.inputShape = inputShape;
        this.targets = targets;
        this.targetShape = targetShape;
        this.tasks = tasks;
    }

    /**
     * Inputs and targets.
     *
     * @param inputs shape [n, ...], FLOAT32
     * @param targets shape [n, ...], FLOAT32
     * @throws IllegalArgumentException if there are none, or not one target for each input, or they
     *     are of another type or have a task axis
     */
    public static Points of(Tensor inputs, Tensor targets) {
        Arguments.nonNull("Points", inputs, "tensor of inputs");
        Arguments.nonNull("Points", targets, "tensor of targets");
        if (inputs.rank() == 0
                || targets.rank() == 0
                || inputs.size(0) != targets.size(0)
                || inputs.size(0) == 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "Points: inputs %s with targets %s; give [n, ...] for both, n at least"
                                    + " 1",
                            Arrays.toString(inputs.shape()), Arrays.toString(targets.shape())));
        }
        return new Points(
                Examples.floats("Points", "inputs", inputs),
                inputs.shape(),
                Examples.floats("Points", "targets", targets),
                targets.shape(),
                0);
    }

    /** How many points, of each task. */
    public int count() {
        return inputShape[0];
    }

    /** The number of tasks if they are {@linkplain #stack stacked}, else 0. */
    public int taskCount() {
        return tasks;
    }

    /** The inputs, shape [n, ...]; with a task axis if they are stacked. */
    public Tensor inputs() {
        return tensor(inputs, inputShape);
    }

    /** The targets, shape [n, ...]; with a task axis if they are stacked. */
    public Tensor targets() {
        return tensor(targets, targetShape);
    }

    private Tensor tensor(float[] values, int[] shape) {
        if (tasks == 0) {
            return Tensor.of(values, shape);
        }
        int[] all = new int[shape.length + 1];
        all[0] = tasks;
        System.arraycopy(shape, 0, all, 1, shape.length);
        return Tensor.of(values, all).asTasks();
    }

    /**
     * The mean squared error of predictions, a scalar; one for each task if they are stacked.
     *
     * @param prediction of the targets' shape
     * @throws IllegalArgumentException if it is of another shape
     */
    public Tensor mse(Tensor prediction) {
        Arguments.nonNull("mse", prediction, "prediction");
        if (!Arrays.equals(prediction.shape(), targetShape)) {
            throw new IllegalArgumentException(
                    String.format(
                            "mse: prediction %s for targets %s; reshape it",
                            Arrays.toString(prediction.shape()), Arrays.toString(targetShape)));
        }
        return prediction.mse(targets().to(prediction.dtype()).to(prediction.device()));
    }

    @Override
    public Points stack(List<Points> batches) {
        Arguments.nonEmpty("stack", batches);
        Points first = batches.get(0);
        float[] allInputs = new float[batches.size() * first.inputs.length];
        float[] allTargets = new float[batches.size() * first.targets.length];
        for (int i = 0; i < batches.size(); i++) {
            Points next = batches.get(i);
            if (next.tasks != 0
                    || !Arrays.equals(next.inputShape, first.inputShape)
                    || !Arrays.equals(next.targetShape, first.targetShape)) {
                throw new IllegalArgumentException(
                        "stack: "
                                + first
                                + " and "
                                + next
                                + "; tasks that run as one have the same shapes, and no task axis"
                                + " yet");
            }
            System.arraycopy(
                    next.inputs, 0, allInputs, i * first.inputs.length, first.inputs.length);
            System.arraycopy(
                    next.targets, 0, allTargets, i * first.targets.length, first.targets.length);
        }
        return new Points(
                allInputs, first.inputShape, allTargets, first.targetShape, batches.size());
    }

    @Override
    public String toString() {
        return String.format(
                "Points%s with targets %s%s",
                Arrays.toString(inputShape),
                Arrays.toString(targetShape),
                tasks == 0 ? "" : ", " + tasks + " tasks");
    }
}
