package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** An unroll in which something beside the weights is learned. */
final class LearnedCase extends GoldenCase {
    private final Problem problem;
    private final InnerLoss innerLoss;

    /** What is learned, by its name in the file. */
    private final Map<String, List<Tensor>> learned;

    private LearnedCase(
            JsonNode spec,
            Problem problem,
            InnerLoss innerLoss,
            Map<String, List<Tensor>> learned) {
        super(spec);
        this.problem = problem;
        this.innerLoss = innerLoss;
        this.learned = learned;
    }

    private interface InnerLoss {
        Tensor at(FunctionalLayer.Bound model, int step);
    }

    /** A network that judges predictions, and the rate. */
    static LearnedCase loss(JsonNode spec, JsonNode description) {
        Problem problem = new Problem(description);
        List<Tensor> weights = weights(spec.path("loss_net"));
        Layer judge = Problem.mlp(spec.path("loss_net"), weights.iterator());
        InnerLoss innerLoss =
                (model, t) -> {
                    Tensor target = Json.tensor(problem.batch(t).path("y"));
                    Tensor prediction = model.forward(Json.tensor(problem.batch(t).path("x")));
                    Tensor judged = judge.forward(Tensor.concat(1, prediction, target));
                    return judged.softplus().mean();
                };
        return new LearnedCase(
                spec,
                problem,
                innerLoss,
                Map.of("loss_net", weights, "lr", List.of(rate(spec.path("optimizer")))));
    }

    /** Weights for the examples of each batch. */
    static LearnedCase exampleWeights(JsonNode spec, JsonNode description) {
        Problem problem = new Problem(description);
        List<Tensor> weights = new ArrayList<>();
        spec.path("example_weights").forEach(ofBatch -> weights.add(parameter(ofBatch)));
        InnerLoss innerLoss =
                (model, t) -> {
                    Tensor target = Json.tensor(problem.batch(t).path("y"));
                    Tensor prediction = model.forward(Json.tensor(problem.batch(t).path("x")));
                    Tensor errors = prediction.sub(target).square().mean(1);
                    return weights.get(t % weights.size()).mul(errors).sum();
                };
        return new LearnedCase(spec, problem, innerLoss, Map.of("example_weights", weights));
    }

    /** A rate for each element of each weight. */
    static LearnedCase rates(JsonNode spec, JsonNode description) {
        Problem problem = new Problem(description);
        List<Tensor> rates = new ArrayList<>();
        spec.path("lrs").forEach(ofWeight -> rates.add(parameter(ofWeight)));
        return new LearnedCase(spec, problem, problem::innerLoss, Map.of("lrs", rates));
    }

    @Override
    void run() {
        List<Tensor> parameters = problem.parameters();
        if (learned.containsKey("lrs")) {
            Optimizer.Builder<Sgd> ofOneEach = Optimizer.builder();
            parameters.forEach(p -> ofOneEach.group(List.of(p), new Sgd(0)));
            unroll(ofOneEach.build(), learned.get("lrs"));
        } else {
            Optimizer<?> optimizer = rules().optimizer(spec.path("optimizer"), parameters);
            unroll(optimizer, learned.getOrDefault("lr", List.of()));
        }
    }

    private <R extends UpdateRule<?>> void unroll(Optimizer<R> optimizer, List<Tensor> rates) {
        Overrides<R> none = Overrides.none();
        Overrides<R> overrides = rates.isEmpty() ? none : none.withEach("lr", rates);
        try (var loop = Higher.innerLoop(problem.model(), optimizer).override(overrides).open()) {
            for (int t = 0; t < steps(); t++) {
                Tensor loss = innerLoss.at(loop.model(), t);
                comparison.check("inner loss " + t, loss, expected.path("inner_losses").path(t));
                loop.step(loss);
            }
            JsonNode weights = expected.path("fast_params");
            for (int t = 0; t <= steps(); t++) {
                checkAll("weights at " + t, loop.params(t).leaves(), weights.path(t));
            }
            Tensor outer = problem.outerLoss(loop.model());
            comparison.check("outer loss", outer, expected.path("outer_loss"));
            List<Tensor> initial = loop.params(0).leaves();
            checkGradients("meta-gradient", outer, initial, expected.path("meta_grad_params"));
            learned.forEach((name, tensors) -> checkLearned(name, outer, tensors));
        }
    }

    private void checkLearned(String name, Tensor outer, List<Tensor> tensors) {
        JsonNode gradients = expected.path("meta_grad_" + name);
        checkGradients(
                name,
                outer,
                tensors,
                gradients.isArray()
                        ? gradients
                        : JsonNodeFactory.instance.arrayNode().add(gradients));
    }

    /** An optimizer's rate, as a trainable scalar for all of its groups. */
    static Tensor rate(JsonNode optimizer) {
        double lr = optimizer.path("groups").path(0).path("hyper").path("lr").asDouble();
        return Tensor.parameter(Tensor.scalar(lr, DType.FLOAT64));
    }
}
