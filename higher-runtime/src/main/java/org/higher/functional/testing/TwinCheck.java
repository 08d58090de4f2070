package org.higher.functional.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.functional.Twins;
import org.higher.internal.reflect.Reach;
import org.higher.nn.RandomScope;
import org.higher.tensor.Grad;
import org.higher.tensor.Gradients;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Compares a model with its twin by running both; for a test of your own model.
 *
 * <pre>{@code
 * TwinCheck.check(new Net(), Tensor.ones(3, 1));
 * }</pre>
 *
 * <p>Results, gradients by all parameters and buffers afterwards must be the same to the last bit,
 * at the model's parameters and at others, drawn nearby. Every tensor that requires a gradient and
 * can be reached from the model must be in its {@code Params}. The twin must leave the model's own
 * tensors and their gradients as they are. Layers draw from the same seeds in both. The model is as
 * it was afterwards, but its parameters have been assigned: graphs of earlier passes can't be
 * differentiated any more.
 *
 * @param <P> the typed tree of the model's parameters
 */
public final class TwinCheck<P extends ParamTree> {
    /** How often the parameters are moved. */
    private static final int DRAWS = 3;

    /** How far, in the parameters' own unit. */
    private static final double DISTANCE = 0.1;

    private final Object model;
    private final FunctionalModule<P, ?> twin;
    private final List<EntryMethods.Call> calls;
    private final Memento before;

    private TwinCheck(Object model, FunctionalModule<P, ?> twin, Object[] inputs) {
        this.model = model;
        this.twin = twin;
        this.calls = EntryMethods.of(model.getClass(), twin, inputs);
        this.before = Memento.of(model, twin.params());
    }

    /**
     * Checks a model's twin.
     *
     * @param model of a {@code @Functional} class
     * @param inputs the arguments of its {@code forward}, or of another method that it is run by;
     *     all that take them are run
     * @throws AssertionError if the twin differs, saying what, where and by how much
     * @throws IllegalArgumentException if the class has no twin, or no such method
     * @throws IllegalStateException if two passes of the model itself differ
     */
    public static void check(Object model, Object... inputs) {
        new TwinCheck<>(model, Twins.of(model), inputs).run();
    }

    private void run() {
        checkNothingIsMissing();
        try {
            for (EntryMethods.Call call : calls) {
                for (int draw = 0; draw <= DRAWS; draw++) {
                    compare(call, draw);
                }
            }
        } finally {
            before.restore();
        }
    }

    private void checkNothingIsMissing() {
        Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.addAll(twin.parameters());
        List<String> missing = new ArrayList<>();
        Reach.from(
                model,
                model.getClass().getSimpleName(),
                FunctionalModule.class,
                found -> {
                    boolean trainable =
                            found.value() instanceof Tensor t && t.requiresGrad() && t.isLeaf();
                    if (trainable && !known.contains(found.value())) {
                        missing.add(found.path());
                    }
                    return true;
                });
        if (!missing.isEmpty()) {
            throw new AssertionError(
                    "check: "
                            + model.getClass().getName()
                            + " has tensors that require a gradient and are not in its twin's Params: "
                            + String.join(", ", missing)
                            + "; hold them in @Trainable fields, or in fields of @Functional types");
        }
    }

    private void compare(EntryMethods.Call call, int draw) {
        before.restore();
        List<Tensor> own = twin.parameters();
        List<Tensor> values = draw == 0 ? own : moved(own, draw);
        String place = draw == 0 ? "" : " at parameters moved by draw " + draw;

        // the twin first, while the model still has values of its own
        Untouched untouched = Untouched.of(model, twin.params());
        Pass twins = pass(draw, () -> twinPass(call, draw, values));
        Optional<String> touched = untouched.change();
        if (touched.isPresent()) {
            untouched.restoreGradients();
            throw new AssertionError(
                    "check: the twin of "
                            + model.getClass().getName()
                            + " changes its model"
                            + place
                            + ": "
                            + touched.get()
                            + "; give a @Buffer field a new tensor in place of changing one");
        }
        move(own, values);
        Pass models = pass(draw, () -> modelPass(call));
        Optional<String> difference = difference(models, twins, own, values);
        if (difference.isPresent()) {
            checkRepeatable(call, draw, values, models);
            throw new AssertionError(
                    "check: "
                            + model.getClass().getName()
                            + " and its twin differ"
                            + place
                            + ": "
                            + difference.get());
        }
    }

    /** What a pass returned or threw, and the buffers as they are afterwards. */
    private record Pass(
            @Nullable Object result,
            Optional<RuntimeException> thrown,
            Map<String, Tensor> buffers) {}

    private interface Run {
        Pass run();
    }

    @SuppressWarnings("try") // layers find the scope
    private static Pass pass(int draw, Run run) {
        try (RandomScope draws = RandomScope.open(draw)) {
            return run.run();
        } catch (RuntimeException e) {
            return new Pass(null, Optional.of(e), Map.of());
        }
    }

    private Pass twinPass(EntryMethods.Call call, int draw, List<Tensor> values) {
        BoundModule bound = bound(draw, Params.unflatten(twin.params(), values));
        Object result = call.in(bound.getClass()).on(bound);
        return new Pass(result, Optional.empty(), Params.buffers(bound.params()));
    }

    /** Bound by one of the two ways, from the model or from another binding. */
    private BoundModule bound(int draw, P params) {
        return draw % 2 == 0
                ? twin.bind(params)
                : Twins.sameOver(twin.bind(twin.params()), params)
                        .orElseGet(() -> twin.bind(params));
    }

    private Pass modelPass(EntryMethods.Call call) {
        Object result = call.on(model);
        return new Pass(result, Optional.empty(), Params.buffers(twin.params()));
    }

    /** New leaves nearby; small enough that most models still make sense of them. */
    private static List<Tensor> moved(List<Tensor> own, int draw) {
        RandomGenerator random = new SplittableRandom(draw);
        return own.stream()
                .map(
                        leaf -> {
                            Tensor step =
                                    Tensor.normal(random, leaf.dtype(), leaf.shape())
                                            .to(leaf.device())
                                            .mul(DISTANCE);
                            return leaf.detach().add(step).withRequiresGrad(leaf.requiresGrad());
                        })
                .toList();
    }

    private static void move(List<Tensor> own, List<Tensor> values) {
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i) != values.get(i)) {
                own.get(i).assign(values.get(i).detach());
            }
        }
    }

    private Optional<String> difference(
            Pass models, Pass twins, List<Tensor> own, List<Tensor> values) {
        if (models.thrown.isPresent() && twins.thrown.isPresent()) {
            throw models.thrown.get(); // the inputs are not such as forward takes
        }
        if (models.thrown.isPresent() || twins.thrown.isPresent()) {
            return Optional.of("model " + end(models) + ", twin " + end(twins));
        }
        Difference results = Difference.between(models.result, twins.result, "result");
        return results.first()
                .or(() -> buffers(models, twins))
                .or(
                        () ->
                                Difference.inEach(
                                        "gradient of",
                                        gradients(results.modelTensors(), own),
                                        gradients(results.twinTensors(), values)));
    }

    private static String end(Pass pass) {
        return pass.thrown.map(e -> "throws " + e).orElse("returns");
    }

    private static Optional<String> buffers(Pass models, Pass twins) {
        return Difference.inEach("buffer", models.buffers, twins.buffers);
    }

    /** By parameter, of a sum in which every number of the outputs has a weight of its own. */
    private Map<String, Tensor> gradients(List<Tensor> outputs, List<Tensor> leaves) {
        Tensor loss = Tensor.scalar(0, DType.FLOAT64);
        RandomGenerator random = new SplittableRandom(0);
        for (Tensor output : outputs) {
            Tensor y = output.to(DType.FLOAT64);
            Tensor weights = Tensor.normal(random, DType.FLOAT64, y.shape()).to(y.device());
            Tensor sum = y.mul(weights).add(y.square()).sum();
            loss = loss.add(sum.taskCount() == 0 ? sum : sum.sumOfTasks());
        }
        Map<String, Tensor> found = new LinkedHashMap<>();
        List<Tensor> trained = leaves.stream().filter(Tensor::requiresGrad).toList();
        if (loss.requiresGrad() && !trained.isEmpty()) {
            Gradients gradients = Grad.of(loss).with(trained);
            List<String> names = List.copyOf(Params.named(twin.params()).keySet());
            for (int i = 0; i < trained.size(); i++) {
                found.put(names.get(leaves.indexOf(trained.get(i))), gradients.orZero(i));
            }
        }
        return found;
    }

    /** Draws, counts and clocks of a model's own make two passes of it differ. */
    private void checkRepeatable(
            EntryMethods.Call call, int draw, List<Tensor> values, Pass first) {
        before.restore();
        move(twin.parameters(), values);
        Pass second = pass(draw, () -> modelPass(call));
        boolean differs =
                !end(first).equals(end(second))
                        || Difference.between(first.result, second.result, "").first().isPresent()
                        || buffers(first, second).isPresent();
        if (differs) {
            throw new IllegalStateException(
                    "check: two passes of "
                            + model.getClass().getName()
                            + " with the same inputs and parameters differ, so nothing can be"
                            + " compared; draw random numbers in a RandomScope, and keep what"
                            + " forward changes in a @Buffer");
        }
    }
}
