package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.ParamTree;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** One reference case: an unroll with everything the reference computed from it. */
final class GoldenCase {
    private final JsonNode spec;
    private final Problem problem;
    private final Comparison comparison = new Comparison();

    GoldenCase(JsonNode spec, JsonNode problems) {
        this.spec = spec;
        List<Integer> frozen = new ArrayList<>();
        spec.path("frozen_params").forEach(index -> frozen.add(index.asInt()));
        problem =
                new Problem(
                        problems.path(spec.path("problem").asText()),
                        spec.path("initial_params"),
                        frozen);
    }

    /** What this case needs that is not there yet; empty if nothing. */
    static String unsupported(JsonNode spec, JsonNode problems) {
        if (spec.has("kind")) {
            return "kind " + spec.path("kind").asText();
        }
        String type = spec.path("optimizer").path("type").asText();
        if (!Rules.BY_TYPE.containsKey(type)) {
            return "optimizer " + type;
        }
        return Problem.unsupported(problems.path(spec.path("problem").asText()));
    }

    /** Runs the case; what differs from the reference is named, nothing if all agrees. */
    List<String> differences() {
        run(Rules.BY_TYPE.get(spec.path("optimizer").path("type").asText()));
        return comparison.differences();
    }

    private <R extends UpdateRule<S>, S> void run(Rules.Entry<R, S> entry) {
        unroll(problem.model(), optimizer(entry));
    }

    private <R extends UpdateRule<S>, S> Optimizer<R> optimizer(Rules.Entry<R, S> entry) {
        List<Tensor> parameters = problem.parameters();
        Optimizer.Builder<R> builder = Optimizer.builder();
        for (JsonNode group : spec.path("optimizer").path("groups")) {
            List<Tensor> members = new ArrayList<>();
            group.path("params").forEach(index -> members.add(parameters.get(index.asInt())));
            builder.group(members, entry.rule().apply(group.path("hyper")));
        }
        Optimizer<R> optimizer = builder.build();
        JsonNode initial = spec.path("optimizer").path("initial_state");
        if (!initial.isEmpty()) {
            List<List<Optional<Object>>> groups = new ArrayList<>();
            for (JsonNode group : initial) {
                List<Optional<Object>> states = new ArrayList<>();
                for (JsonNode state : group) {
                    states.add(
                            state.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(entry.state().apply(state)));
                }
                groups.add(states);
            }
            optimizer.restore(new OptimizerState(groups));
        }
        return optimizer;
    }

    private <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            void unroll(FunctionalLayer<P, B> model, Optimizer<R> optimizer) {
        JsonNode expected = spec.path("expected");
        int steps = spec.path("steps").asInt();
        Trainables own = new Trainables(spec.path("override"));
        List<Trainables> atStep = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(model, optimizer)
                        .override(own.<R>overrides())
                        .gradientCallback(Callbacks.of(spec.path("grad_callback")))
                        .open()) {
            for (int t = 0; t < steps; t++) {
                Tensor loss = problem.innerLoss(loop.model(), t);
                comparison.check("inner loss " + t, loss, expected.path("inner_losses").path(t));
                Trainables now = new Trainables(spec.path("step_override").path(t));
                atStep.add(now);
                JsonNode callback = spec.path("step_grad_callback").path(t);
                if (callback.isObject()) {
                    loop.step(loss, now.<R>overrides(), Callbacks.of(callback));
                } else {
                    loop.step(loss, now.<R>overrides());
                }
            }
            for (int t = 0; t <= steps; t++) {
                checkAll("weights at " + t, loop.params(t), expected.path("fast_params").path(t));
            }
            Tensor outer = problem.outerLoss(loop.model());
            comparison.check("outer loss", outer, expected.path("outer_loss"));

            JsonNode byTime = expected.path("meta_grad_params_by_time");
            for (int t = 0; t < byTime.size(); t++) {
                checkGradients("gradient at " + t, outer, loop.params(t).leaves(), byTime.path(t));
            }
            List<Tensor> initial = loop.params(0).leaves();
            checkGradients("meta-gradient", outer, initial, expected.path("meta_grad_params"));
            own.check(
                    "override",
                    outer,
                    expected.path("meta_grad_override"),
                    expected.path("meta_grad_override_exact"),
                    comparison);
            for (int t = 0; t < steps; t++) {
                atStep.get(t)
                        .check(
                                "override of step " + t,
                                outer,
                                expected.path("meta_grad_step_override").path(t),
                                expected.path("meta_grad_step_override_exact").path(t),
                                comparison);
            }
            checkThirdOrder(outer, initial, own, expected.path("third_order"));
        }
    }

    private void checkAll(String what, ParamTree params, JsonNode expected) {
        List<Tensor> leaves = params.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            comparison.check(what + " [" + i + "]", leaves.get(i), expected.path(i));
        }
    }

    private void checkGradients(String what, Tensor of, List<Tensor> with, JsonNode expected) {
        List<Optional<Tensor>> gradients = Grad.gradOrEmpty(of, with, false);
        for (int i = 0; i < with.size(); i++) {
            comparison.check(what + " [" + i + "]", gradients.get(i), expected.path(i));
        }
    }

    private void checkThirdOrder(
            Tensor outer, List<Tensor> initial, Trainables own, JsonNode third) {
        if (third.isMissingNode()) {
            return;
        }
        List<Optional<Tensor>> gradients = Grad.gradOrEmpty(outer, initial, true);
        Tensor product = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < initial.size(); i++) {
            Tensor along = Json.tensor(third.path("v").path(i));
            product = product.add(gradients.get(i).orElseThrow().mul(along).sum());
        }
        comparison.check("inner product", product, third.path("inner_product"));
        checkGradients("third order", product, initial, third.path("grad_params"));
        JsonNode exact = third.path("grad_override");
        own.check("third order of override", product, exact, exact, comparison);
    }
}
