package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** Hyperparameters learned by gradient descent, over the same unroll again and again. */
final class HyperLearningCase extends GoldenCase {
    private final Problem problem;

    /** Our names of what is learned, in the file's order. */
    private final List<String> names = new ArrayList<>();

    HyperLearningCase(JsonNode spec, JsonNode description) {
        super(spec);
        problem = new Problem(description);
        spec.path("trained_keys").forEach(key -> names.addAll(Rules.names(key.asText())));
    }

    @Override
    void run() {
        learn(rules().optimizer(spec.path("optimizer"), problem.parameters()));
    }

    private <R extends UpdateRule<?>> void learn(Optimizer<R> optimizer) {
        List<Tensor> learned = scalars(values(spec.path("optimizer").path("hyper")));
        JsonNode iterations = expected.path("iterations");
        for (int i = 0; i < iterations.size(); i++) {
            String at = "iteration " + i + ": ";
            checkAll(at + "value", learned, iterations.path(i).path("values"));
            Tensor outer = outerLoss(optimizer, learned);
            comparison.check(at + "outer loss", outer, iterations.path(i).path("outer_loss"));
            List<Tensor> gradients = Grad.of(outer).with(learned).orZeros();
            checkAll(at + "gradient", gradients, iterations.path(i).path("grads"));
            learned = descended(learned, gradients);
        }
        double[] applied = values(expected.path("applied"));
        for (int k = 0; k < learned.size(); k++) {
            comparison.check(
                    "applied " + names.get(k), learned.get(k), DoubleNode.valueOf(applied[k]));
        }
    }

    private <R extends UpdateRule<?>> Tensor outerLoss(
            Optimizer<R> optimizer, List<Tensor> learned) {
        Overrides<R> overrides = Overrides.none();
        for (int k = 0; k < learned.size(); k++) {
            overrides = overrides.with(names.get(k), learned.get(k));
        }
        try (var loop = Higher.innerLoop(problem.model(), optimizer).override(overrides).open()) {
            for (int t = 0; t < steps(); t++) {
                loop.step(problem.innerLoss(loop.model(), t));
            }
            return problem.outerLoss(loop.model());
        }
    }

    private List<Tensor> descended(List<Tensor> values, List<Tensor> gradients) {
        double rate = spec.path("meta_lr").asDouble();
        List<Tensor> next = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            Tensor value = values.get(k).detach().sub(gradients.get(k).mul(rate));
            next.add(Tensor.parameter(value));
        }
        return next;
    }

    /** The numbers of the keys that are learned, pairs one after the other. */
    private double[] values(JsonNode dictionary) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        spec.path("trained_keys").forEach(key -> values.add(dictionary.path(key.asText())));
        return Json.doubles(values);
    }

    private static List<Tensor> scalars(double[] values) {
        List<Tensor> scalars = new ArrayList<>();
        for (double value : values) {
            scalars.add(Tensor.parameter(Tensor.scalar(value, DType.FLOAT64)));
        }
        return scalars;
    }
}
