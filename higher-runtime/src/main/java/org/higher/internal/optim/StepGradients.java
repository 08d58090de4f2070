package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.higher.optim.GradientCallback;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** The gradients of a step's loss at its weights, each of which is a variable of its own. */
final class StepGradients {
    /** The number of weights. */
    private final int size;

    /** The weights that are in a group. */
    private final BitSet moved;

    StepGradients(int size, BitSet moved) {
        this.size = size;
        this.moved = moved;
    }

    /**
     * The gradients by weight, however each was computed; empty where a weight is frozen or not
     * reached.
     *
     * <p>Those of weights that no group moves are only computed for a callback.
     *
     * @param recording how those are found that are on the tape
     */
    List<Optional<Tensor>> of(
            Tensor loss,
            List<Tensor> weights,
            GradientCallback callback,
            Recorded recorded,
            InnerGradient recording) {
        BitSet wanted = new BitSet(size);
        for (int i = 0; i < size; i++) {
            boolean used = callback != GradientCallback.NONE || moved.get(i);
            wanted.set(i, weights.get(i).requiresGrad() && used);
        }
        List<Tensor> by = wanted.stream().mapToObj(weights::get).toList();
        List<Optional<Tensor>> found =
                recorded == Recorded.ALL
                        ? recording.of(loss, weights, by)
                        : Grad.of(loss).partial(weights).with(by).toList();
        List<Optional<Tensor>> gradients =
                new ArrayList<>(Collections.nCopies(size, Optional.<Tensor>empty()));
        int next = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            Optional<Tensor> gradient = found.get(next++);
            gradients.set(i, gradient.map(g -> kept(g, recorded)));
        }
        return gradients;
    }

    /**
     * Gradients from elsewhere, as if they were those of a loss; empty where a weight is frozen.
     *
     * @throws IllegalArgumentException if there are more or fewer than weights, or one is not like
     *     its weight
     */
    List<Optional<Tensor>> given(List<Tensor> given, List<Tensor> weights, Recorded recorded) {
        checkCount("gradients", Arguments.nonNull("step", given, "list of gradients").size());
        List<Optional<Tensor>> gradients = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Tensor gradient =
                    Arguments.nonNull(
                            "step", given.get(i), "gradient of weight " + i + ", zeros are");
            StepChecks.like("step", i, gradient, weights.get(i));
            gradients.add(
                    weights.get(i).requiresGrad()
                            ? Optional.of(kept(gradient, recorded))
                            : Optional.empty());
        }
        return gradients;
    }

    private static Tensor kept(Tensor gradient, Recorded recorded) {
        return switch (recorded) {
            case OUTLINE -> Tensor.parameter(gradient);
            case UPDATE -> gradient.detach(); // a constant in forward mode, too
            case ALL -> gradient;
            case NOTHING -> gradient.requiresGrad() ? gradient.withRequiresGrad(false) : gradient;
        };
    }

    /** What a callback makes of the gradients: still one for each weight, and like it. */
    List<Optional<Tensor>> changed(
            GradientCallback callback, List<Optional<Tensor>> gradients, List<Tensor> weights) {
        List<Optional<Tensor>> changed =
                Arguments.nonNull(
                        "gradient callback", callback.apply(gradients), "list of gradients");
        checkCount("gradients from the callback", changed.size());
        for (int i = 0; i < size && changed != gradients; i++) {
            Optional<Tensor> gradient =
                    Arguments.nonNull(
                            "gradient callback",
                            changed.get(i),
                            "gradient of weight " + i + ", Optional.empty() leaves it alone");
            if (gradient.isPresent()) {
                StepChecks.like("gradient callback", i, gradient.get(), weights.get(i));
            }
        }
        return changed;
    }

    void checkCount(String what, int count) {
        if (count != size) {
            throw new IllegalArgumentException(
                    String.format("step: %d %s for %d parameters", count, what, size));
        }
    }

    /** A loss of a fast model that moves none of its weights is one of an earlier step. */
    void checkMovesSomething(List<Optional<Tensor>> gradients, List<Tensor> weights) {
        if (moved.stream().anyMatch(position -> gradients.get(position).isPresent())) {
            return;
        }
        if (moved.stream().noneMatch(position -> weights.get(position).requiresGrad())) {
            throw new IllegalArgumentException(
                    "step: none of the weights that the optimizer moves requires a gradient, so"
                            + " that they are frozen; make them, or those of the model, with"
                            + " Tensor.parameter or withRequiresGrad(true)");
        }
        throw new IllegalArgumentException(
                "step: the loss depends on none of the current weights that the optimizer moves;"
                        + " compute it with model() after the last step, and once for each step");
    }
}
