package org.higher.meta;

import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.internal.Arguments;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.report.RunReport;
import org.jspecify.annotations.Nullable;

/**
 * Settings that all algorithms have.
 *
 * @param <S> the builder itself
 * @param <A> what adaptation yields
 * @param <X> the batches of a task
 */
public abstract sealed class MetaBuilder<S extends MetaBuilder<S, A, X>, A, X>
        permits InnerBuilder, ProtoNets.Builder, R2d2.Builder {
    private UpdateRule<?> outerRule = new Adam(1e-3);
    private @Nullable LongToDoubleFunction outerRates;
    private @Nullable TaskRunner runner;
    private @Nullable RunReport report;
    private int atOnce = 1;
    private TaskScore<A, X> score = (adapted, query) -> Double.NaN;

    MetaBuilder() {}

    /** This, as what it is. */
    abstract S self();

    /** The update rule of the outer loop; Adam with a rate of 0.001 if not said. */
    public final S outer(UpdateRule<?> rule) {
        outerRule = Arguments.nonNull("outer", rule, "update rule");
        return self();
    }

    /**
     * The learning rate of the outer loop by the number of the meta-step, for a rule that has an
     * {@code lr}; say, linear or cosine annealing.
     */
    public final S outerRate(LongToDoubleFunction rate) {
        outerRates = Arguments.nonNull("outerRate", rate, "function of the step");
        return self();
    }

    /** What runs the tasks; threads, as many as there are processors, if not said. */
    public final S runner(TaskRunner taskRunner) {
        runner = Arguments.nonNull("runner", taskRunner, "runner of tasks");
        return self();
    }

    /**
     * How many tasks of a meta-step run as one, along the task axis; 1 if not said.
     *
     * <p>Their batches are {@link org.higher.data.Stackable}, and of the same shapes.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    public final S tasksAtOnce(int count) {
        atOnce = atLeast("tasksAtOnce", 1, count);
        return self();
    }

    /** What {@link MetaLearner#evaluate} measures beside the loss, such as accuracy. */
    public final S score(TaskScore<A, X> taskScore) {
        score = Arguments.nonNull("score", taskScore, "score");
        return self();
    }

    /** Where the learning curve is drawn: losses and gradients of each meta-step. */
    public final S report(RunReport runReport) {
        report = Arguments.nonNull("report", runReport, "report");
        return self();
    }

    final UpdateRule<?> outerRule() {
        return outerRule;
    }

    final Optional<LongToDoubleFunction> outerRates() {
        return Optional.ofNullable(outerRates);
    }

    final TaskRunner taskRunner() {
        TaskRunner given = runner;
        return given == null ? new MetaBatch() : given;
    }

    final Optional<RunReport> runReport() {
        return Optional.ofNullable(report);
    }

    final int atOnce() {
        return atOnce;
    }

    final Procedure.Objective<A, X> objective(TaskLoss<A, X> loss) {
        return new Procedure.Objective<>(loss, score);
    }

    static int atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    setting + ": " + value + "; give " + least + " or more");
        }
        return value;
    }

    static double positive(String setting, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(setting + ": " + value + "; give a number above 0");
        }
        return value;
    }
}
