package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.higher.Higher;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** The same unroll with and without tracking; only the tracked one has a gradient for the model. */
final class NoTrackCase extends GoldenCase {
    private final Problem problem;

    NoTrackCase(JsonNode spec, JsonNode description) {
        super(spec);
        problem = new Problem(description);
    }

    @Override
    void run() {
        Optimizer<?> optimizer = rules().optimizer(spec.path("optimizer"), problem.parameters());
        unroll(optimizer, GradientMode.UNTRACKED, "not_tracking");
        unroll(optimizer, GradientMode.SECOND_ORDER, "tracking");
    }

    private <R extends UpdateRule<?>> void unroll(
            Optimizer<R> optimizer, GradientMode mode, String name) {
        try (var loop =
                Higher.innerLoop(problem.model(), optimizer)
                        .copyInitialWeights(false)
                        .gradientMode(mode)
                        .open()) {
            for (int t = 0; t < steps(); t++) {
                loop.step(problem.innerLoss(loop.model(), t));
            }
            checkAll(name + ": weights", loop.params().leaves(), expected.path("final_params"));
            Tensor outer = problem.outerLoss(loop.model());
            comparison.check(name + ": outer loss", outer, expected.path("outer_loss"));
            comparison.check(
                    name + ": history",
                    loop.fastModel().time() + 1,
                    expected.path("history_length_" + name).asInt());
            outer.backward();
        }
        List<Tensor> parameters = problem.parameters();
        JsonNode gradients = expected.path("model_grad_" + name);
        for (int i = 0; i < parameters.size(); i++) {
            Optional<Tensor> gradient = parameters.get(i).grad();
            comparison.check(name + ": gradient [" + i + "]", gradient, gradients.path(i));
            comparison.check(
                    name + ": gradients [" + i + "]",
                    gradient.isPresent() ? 1 : 0,
                    gradients.path(i).isNull() ? 0 : 1);
        }
    }
}
