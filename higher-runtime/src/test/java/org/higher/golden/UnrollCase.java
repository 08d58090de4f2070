package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.Optimizer;
import org.higher.optim.StepOptions;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** An unroll, with everything that the reference computed from it. */
final class UnrollCase extends GoldenCase {
    private final Problem problem;

    UnrollCase(JsonNode spec, JsonNode problem) {
        super(spec);
        List<Integer> frozen = new ArrayList<>();
        spec.path("frozen_params").forEach(index -> frozen.add(index.asInt()));
        this.problem = new Problem(problem, spec.path("initial_params"), frozen);
    }

    @Override
    void run() {
        unroll(problem.model(), rules().optimizer(spec.path("optimizer"), problem.parameters()));
    }

    private <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            void unroll(FunctionalLayer<P, B> model, Optimizer<R> optimizer) {
        int steps = steps();
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
                    loop.step(
                            loss,
                            StepOptions.overriding(now.<R>overrides())
                                    .withCallback(Callbacks.of(callback)));
                } else {
                    loop.step(loss, StepOptions.overriding(now.<R>overrides()));
                }
            }
            for (int t = 0; t <= steps; t++) {
                checkAll(
                        "weights at " + t,
                        loop.params(t).leaves(),
                        expected.path("fast_params").path(t));
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
            JsonNode buffers = expected.path("buffers_after");
            checkBuffer("runningMean", Params.buffers(loop.params()), buffers, "running_mean");
            checkBuffer("runningVariance", Params.buffers(loop.params()), buffers, "running_var");
        }
    }

    /** If the reference has it. */
    private void checkBuffer(
            String name, Map<String, Tensor> buffers, JsonNode expected, String reference) {
        JsonNode values = expected.path("bn." + reference);
        if (!values.isMissingNode()) {
            comparison.check(name, Optional.ofNullable(buffers.get("bn." + name)), values);
        }
    }

    private void checkThirdOrder(
            Tensor outer, List<Tensor> initial, Trainables own, JsonNode third) {
        if (third.isMissingNode()) {
            return;
        }
        List<Optional<Tensor>> gradients = Grad.gradOrEmpty(outer, initial, true);
        Tensor nothing = Tensor.scalar(0, DType.FLOAT64);
        Tensor product = nothing;
        for (int i = 0; i < initial.size(); i++) {
            Tensor along = Json.tensor(third.path("v").path(i));
            product = product.add(gradients.get(i).map(g -> g.mul(along).sum()).orElse(nothing));
        }
        comparison.check("inner product", product, third.path("inner_product"));
        checkGradients("third order", product, initial, third.path("grad_params"));
        JsonNode exact = third.path("grad_override");
        own.check("third order of override", product, exact, exact, comparison);
    }
}
