package org.higher.meta;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskFunction;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.data.Stackable;
import org.higher.data.Task;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.TreeMath;
import org.higher.internal.Arguments;
import org.higher.io.Checkpoint;
import org.higher.meta.Procedure.Trainee;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.report.RunReport;
import org.higher.tensor.Backends;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/** What all algorithms share, for one model. */
final class MetaTraining<P extends ParamTree, B extends BoundModule, A, X> {
    private final String name;
    private final Procedure<P, B, A, X> procedure;
    private final Learner<Trainee<P, B>> learner;
    private final Optimizer<UpdateRule<?>> outer;

    /** What is not moved by the outer optimizer; see {@link Procedure#isStatistic}. */
    private final Set<Tensor> statistics = Collections.newSetFromMap(new IdentityHashMap<>());

    private final TaskRunner runner;
    private final int tasksAtOnce;
    private final Optional<LongToDoubleFunction> outerRate;
    private final Optional<RunReport> report;
    private long steps;

    private MetaTraining(
            String name,
            Learner.Factory<Trainee<P, B>> factory,
            Procedure<P, B, A, X> procedure,
            MetaBuilder<?, A, X> settings) {
        this.name = name;
        this.procedure = procedure;
        learner =
                Learner.builder(factory)
                        .model("model", Trainee::net)
                        .tensors("learned", Trainee::tensors)
                        .build();
        trainee()
                .learned()
                .forEach(
                        (path, tensor) -> {
                            if (procedure.isStatistic(path)) {
                                statistics.add(tensor);
                            }
                        });
        List<Tensor> moved = new ArrayList<>(learner.parameters());
        moved.removeIf(statistics::contains);
        outer = Optimizer.of(moved, settings.outerRule());
        runner = settings.taskRunner();
        tasksAtOnce = settings.atOnce();
        outerRate = settings.outerRates();
        report = settings.runReport();
    }

    /**
     * Of a model that has not learned yet.
     *
     * @param name of the algorithm, for messages and checkpoints
     * @param net makes the model
     */
    static <P extends ParamTree, B extends BoundModule, A, X> MetaTraining<P, B, A, X> of(
            String name,
            Learner.Factory<? extends FunctionalModule<P, B>> net,
            Procedure<P, B, A, X> procedure,
            MetaBuilder<?, A, X> settings) {
        return new MetaTraining<>(
                name, () -> new Trainee<>(net.create(), procedure), procedure, settings);
    }

    <T extends Task<X>> MetaStep metaStep(List<T> tasks) {
        Arguments.nonEmpty(name + ".metaStep", tasks);
        trainee().setStep(steps);
        outerRate.ifPresent(this::setOuterRate);
        MetaBatch.Result result = tasksAtOnce == 1 ? oneByOne(tasks) : stacked(tasks);
        List<Tensor> parameters = learner.parameters();
        List<Tensor> gradients = new ArrayList<>();
        Map<Tensor, Tensor> found = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor gradient = result.gradients().get(i);
            if (statistics.contains(parameters.get(i))) {
                found.put(parameters.get(i), parameters.get(i).detach().sub(gradient));
            } else {
                gradients.add(gradient);
            }
        }
        double norm = norm(gradients);
        if (!Double.isFinite(norm) || !Double.isFinite(norm(found.values()))) {
            throw new ArithmeticException(
                    String.format(
                            "%s.metaStep: the gradient of step %d has norm %s, at a loss of"
                                    + " %s; nothing was moved; lower the inner rate, or look at"
                                    + " the tasks",
                            name, steps, norm, result.meanLoss()));
        }
        note(result.losses(), gradients);
        outer.step(gradients);
        found.forEach(Tensor::assign);
        return new MetaStep(steps++, result.losses(), norm);
    }

    private <T extends Task<X>> MetaBatch.Result oneByOne(List<T> tasks) {
        return runner.mean(learner, tasks, metaLoss(procedure));
    }

    private MetaBatch.Result stacked(List<? extends Task<X>> tasks) {
        List<TaskStack<X>> stacks = TaskStack.of(tasks, tasksAtOnce);
        MetaBatch.Result sum = runner.sum(learner, stacks, stackedLoss(procedure));
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < stacks.size(); i++) {
            TaskStack<X> stack = stacks.get(i);
            double mean = sum.losses().get(i) * stack.all() / stack.tasks().size();
            means.addAll(Collections.nCopies(stack.tasks().size(), mean));
        }
        return new MetaBatch.Result(means, sum.gradients());
    }

    // static, so that what is sent to other machines captures the procedure alone

    private static <P extends ParamTree, B extends BoundModule, A, X, T extends Task<X>>
            TaskFunction<Trainee<P, B>, T, Tensor> metaLoss(Procedure<P, B, A, X> procedure) {
        return (trainee, task) -> procedure.metaLoss(trainee, task.support(), task.query(), 0);
    }

    private static <P extends ParamTree, B extends BoundModule, A, X>
            TaskFunction<Trainee<P, B>, TaskStack<X>, Tensor> stackedLoss(
                    Procedure<P, B, A, X> procedure) {
        return (trainee, stack) ->
                procedure
                        .metaLoss(trainee, stack.support(), stack.query(), stack.tasks().size())
                        .sumOfTasks()
                        .div(stack.all());
    }

    private static <P extends ParamTree, B extends BoundModule, A, X, T extends Task<X>>
            TaskFunction<Trainee<P, B>, T, Measured> measured(Procedure<P, B, A, X> procedure) {
        return (trainee, task) -> {
            A adapted = procedure.adapt(trainee, task.support());
            return NoGrad.get(
                    () ->
                            new Measured(
                                    procedure.objective().loss().of(adapted, task.query()).item(),
                                    procedure.objective().score().of(adapted, task.query())));
        };
    }

    /** What is known of one task. */
    private record Measured(double loss, double score) implements Serializable {}

    private void setOuterRate(LongToDoubleFunction rate) {
        Optimizers.apply(
                outer,
                Overrides.<UpdateRule<?>>none()
                        .with("lr", Tensor.scalar(rate.applyAsDouble(steps), DType.FLOAT64)));
    }

    /** In double precision, on the heap: what is learned may be of several types and devices. */
    private static double norm(Collection<Tensor> tensors) {
        Device heap = Backends.device("host");
        return TreeMath.norm(tensors.stream().map(t -> t.to(heap).to(DType.FLOAT64)).toList())
                .item();
    }

    private void note(List<Double> losses, List<Tensor> gradients) {
        if (report.isEmpty()) {
            return;
        }
        RunReport to = report.get();
        to.add("loss", name, steps, losses);
        Map<String, Tensor> named = new LinkedHashMap<>();
        Set<Tensor> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(learner.parameters());
        left.removeAll(statistics);
        learner.tensors()
                .forEach(
                        (path, tensor) -> {
                            if (left.remove(tensor)) {
                                named.put(path, tensor);
                            }
                        });
        to.gradients(steps, named, gradients);
        to.step(steps);
    }

    <T extends Task<X>> Evaluation evaluate(List<T> tasks) {
        Arguments.nonEmpty(name + ".evaluate", tasks);
        List<Measured> all = runner.map(learner, tasks, measured(procedure));
        return new Evaluation(
                all.stream().map(Measured::loss).toList(),
                all.stream().map(Measured::score).toList());
    }

    A adapt(X support) {
        return procedure.adapt(
                trainee(), Arguments.nonNull(name + ".adapt", support, "support set"));
    }

    long steps() {
        return steps;
    }

    Map<String, Tensor> learned() {
        return trainee().learned();
    }

    void save(Path file) throws IOException {
        Checkpoint.builder()
                .text("algorithm", name)
                .params("model", trainee().net().params())
                .tensors("learned", trainee().learned())
                .optimizer("outer", outer)
                .number("steps", steps)
                .save(file);
    }

    void resume(Path file) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        String algorithm = saved.text("algorithm");
        if (!algorithm.equals(name)) {
            throw new IllegalArgumentException(
                    file + ": it is of " + algorithm + ", not of " + name + "; build that one");
        }
        long taken = saved.longValue("steps");
        saved.restoreAll(
                all ->
                        all.copyInto("model", trainee().net().params())
                                .copyInto("learned", trainee().learned())
                                .restore("outer", outer));
        steps = taken;
    }

    private Trainee<P, B> trainee() {
        return learner.model();
    }

    /**
     * Tasks that run as one, along the task axis.
     *
     * @param tasks serializable if the tasks are
     * @param all how many tasks the meta-step has
     */
    private record TaskStack<X>(ArrayList<Task<X>> tasks, int all) implements Serializable {
        /** The tasks of a meta-step in groups. */
        static <X> List<TaskStack<X>> of(List<? extends Task<X>> tasks, int atOnce) {
            List<TaskStack<X>> stacks = new ArrayList<>();
            for (int from = 0; from < tasks.size(); from += atOnce) {
                int to = Math.min(from + atOnce, tasks.size());
                stacks.add(new TaskStack<>(new ArrayList<>(tasks.subList(from, to)), tasks.size()));
            }
            return stacks;
        }

        X support() {
            return stacked(Task::support);
        }

        X query() {
            return stacked(Task::query);
        }

        private X stacked(Function<Task<X>, X> part) {
            List<X> batches = new ArrayList<>();
            tasks.forEach(task -> batches.add(part.apply(task)));
            X first = batches.get(0);
            if (!(first instanceof Stackable<?>)) {
                throw new IllegalArgumentException(
                        "tasksAtOnce: a "
                                + first.getClass().getName()
                                + " can't be stacked along the task axis; let it implement Stackable,"
                                + " or run tasks one by one");
            }
            @SuppressWarnings("unchecked") // a batch is stackable with batches of its own type
            Stackable<X> stackable = (Stackable<X>) first;
            return stackable.stack(batches);
        }
    }
}
