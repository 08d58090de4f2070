package org.higher.meta;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * What an algorithm does with a task; all else the algorithms share.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 * @param <A> what adaptation yields
 * @param <X> a batch
 */
interface Procedure<P extends ParamTree, B extends BoundModule, A, X> extends Serializable {
    /**
     * Checks that the settings fit the model.
     *
     * @throws IllegalArgumentException if they do not
     */
    default void check(FunctionalModule<P, B> net) {}

    /** What is learned beside the weights: new parameters by their names. */
    default Map<String, Tensor> learned(FunctionalModule<P, B> net) {
        return Map.of();
    }

    /**
     * Whether one of {@link #learned} is a statistic: its gradient is how far it is from what a
     * task found, and the mean over the tasks takes its place after a meta-step.
     */
    default boolean isStatistic(String name) {
        return false;
    }

    /**
     * The loss whose gradient is the meta-gradient; a scalar, one for each task if there are tasks.
     *
     * @param tasks how many tasks the batches have along the task axis; 0 for one without the axis
     */
    Tensor metaLoss(Trainee<P, B> trainee, X support, X query, int tasks);

    /** Adapts to a support set without a tape. */
    A adapt(Trainee<P, B> trainee, X support);

    /** What adapted models are judged by. */
    Objective<A, X> objective();

    /**
     * What adapted models are judged by.
     *
     * @param loss of a support or query set
     * @param score of a query set
     */
    record Objective<A, X>(TaskLoss<A, X> loss, TaskScore<A, X> score) implements Serializable {}

    /**
     * What is trained: a model, and what is learned beside its weights.
     *
     * <p>On other machines it is made anew, and its tensors are assigned the values that they have
     * here.
     */
    final class Trainee<P extends ParamTree, B extends BoundModule> {
        /**
         * The number of the meta-step, as a tensor, so that machines that run tasks have it, too.
         */
        private static final String STEP = "step";

        private final FunctionalModule<P, B> net;
        private final Map<String, Tensor> tensors;

        Trainee(FunctionalModule<P, B> net, Procedure<P, B, ?, ?> procedure) {
            this.net = Arguments.nonNull("Learner", net, "model");
            procedure.check(net);
            tensors = new LinkedHashMap<>(procedure.learned(net));
            tensors.put(STEP, Tensor.scalar(0, DType.FLOAT64));
        }

        FunctionalModule<P, B> net() {
            return net;
        }

        /** By name; the number of the step among them. */
        Map<String, Tensor> tensors() {
            return tensors;
        }

        /** What is learned beside the weights, by name. */
        Map<String, Tensor> learned() {
            Map<String, Tensor> learned = new LinkedHashMap<>(tensors);
            learned.remove(STEP);
            return learned;
        }

        /** A tensor that the procedure has named. */
        Tensor learned(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }

        long step() {
            return (long) learned(STEP).item();
        }

        void setStep(long step) {
            learned(STEP).assign(Tensor.scalar((double) step, DType.FLOAT64));
        }
    }
}
