package org.higher.meta;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.data.Task;
import org.higher.io.CheckpointException;
import org.higher.tensor.Tensor;

/**
 * An algorithm of meta-learning with what it has learned so far: the model's weights, and what is
 * learned beside them.
 *
 * <p>The model's own parameters are what it trains. It belongs to one thread; its tasks run where
 * its {@link TaskRunner} runs them.
 *
 * @param <A> what adaptation yields, mostly the model with adapted weights
 * @param <X> the batches of a task, support and query set
 */
public abstract sealed class MetaLearner<A, X>
        permits Maml, MetaSgd, MamlPlusPlus, Cavia, Reptile, ImplicitMaml, ProtoNets, R2d2 {
    private final MetaTraining<?, ?, A, X> training;

    MetaLearner(MetaTraining<?, ?, A, X> training) {
        this.training = training;
    }

    /**
     * Takes one meta-step: adapts to the support set of each task, and moves what is learned by the
     * gradient of the mean loss.
     *
     * <p>All or nothing: if a task fails, nothing is moved.
     *
     * @throws IllegalArgumentException if there are no tasks, or something that is learned has no
     *     part in the loss of any
     * @throws MetaBatch.TaskException if a task failed: the first of those that did
     * @throws ArithmeticException if the gradient is NaN or infinite
     */
    public final MetaStep metaStep(List<? extends Task<X>> tasks) {
        return training.metaStep(tasks);
    }

    /**
     * Adapts to the support set of each task, and measures on its query set. Nothing is changed.
     *
     * @throws IllegalArgumentException if there are no tasks
     * @throws MetaBatch.TaskException if a task failed: the first of those that did
     */
    public final Evaluation evaluate(List<? extends Task<X>> tasks) {
        return training.evaluate(tasks);
    }

    /**
     * Adapts to a support set: what to use from then on.
     *
     * <p>It keeps its weights when this goes on learning.
     */
    public final A adapt(X support) {
        return training.adapt(support);
    }

    /** How many meta-steps have been taken, those before a {@link #resume} included. */
    public final long steps() {
        return training.steps();
    }

    /** What is learned beside the model's weights, by name; step sizes, say. */
    public final Map<String, Tensor> learned() {
        return training.learned();
    }

    /**
     * Saves what is learned, the state of the outer optimizer, and the number of steps.
     *
     * <p>Settings are not saved: whoever resumes builds the same algorithm again.
     *
     * @throws IOException if the file can't be written; one that was there is as it was
     */
    public final void save(Path file) throws IOException {
        training.save(file);
    }

    /**
     * Goes on from a file that {@link #save} has written, to the bit.
     *
     * @throws IOException if the file can't be read
     * @throws IllegalArgumentException if it is of another algorithm
     * @throws CheckpointException if it is of another model
     */
    public final void resume(Path file) throws IOException {
        training.resume(file);
    }
}
