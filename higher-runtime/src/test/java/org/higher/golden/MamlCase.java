package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.nn.Losses;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** Meta-training: the initial weights follow the gradient of the tasks' mean query loss. */
final class MamlCase extends GoldenCase {
    private final Problem problem;

    MamlCase(JsonNode spec) {
        super(spec);
        problem = new Problem(spec);
    }

    @Override
    void run() {
        JsonNode outer = spec.path("meta_optimizer");
        Optimizer<?> optimizer =
                Rules.get(outer.path("type").asText()).optimizer(outer, problem.parameters());
        JsonNode iterations = spec.path("iterations");
        for (int i = 0; i < iterations.size(); i++) {
            iterate("iteration " + i + ": ", iterations.path(i), optimizer);
        }
    }

    private void iterate(String at, JsonNode iteration, Optimizer<?> optimizer) {
        JsonNode tasks = iteration.path("tasks");
        for (int i = 0; i < tasks.size(); i++) {
            Tensor loss = queryLoss(tasks.path(i));
            comparison.check(at + "task " + i, loss, iteration.path("query_losses").path(i));
            loss.div(tasks.size()).backward();
        }
        List<Tensor> gradients = new ArrayList<>();
        problem.parameters().forEach(p -> gradients.add(p.grad().orElse(p.zerosLike())));
        checkAll(at + "meta-gradient", gradients, iteration.path("meta_grad"));
        optimizer.step();
        optimizer.zeroGrad();
        checkAll(at + "weights", problem.parameters(), iteration.path("params_after"));
    }

    private Tensor queryLoss(JsonNode task) {
        Optimizer<Sgd> inner =
                Optimizer.of(problem.parameters(), new Sgd(spec.path("inner_lr").asDouble()));
        try (var loop = Higher.innerLoop(problem.model(), inner).copyInitialWeights(false).open()) {
            for (int k = 0; k < spec.path("inner_steps").asInt(); k++) {
                Tensor prediction = loop.model().forward(Json.tensor(task.path("xs")));
                loop.step(Losses.mse(prediction, Json.tensor(task.path("ys"))));
            }
            Tensor prediction = loop.model().forward(Json.tensor(task.path("xq")));
            return Losses.mse(prediction, Json.tensor(task.path("yq")));
        }
    }
}
