package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
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
        List<Tensor> learned = scalars(flat(spec.path("optimizer").path("hyper")));
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
        Optimizers.apply(optimizer, overrides(learned));
        Overrides<R> applied = Optimizers.trainable(optimizer);
        List<Tensor> values = new ArrayList<>();
        names.forEach(name -> values.add(applied.asMap().get(name).get(0)));
        checkAll("applied", values, flat(expected.path("applied")));
    }

    private <R extends UpdateRule<?>> Tensor outerLoss(
            Optimizer<R> optimizer, List<Tensor> learned) {
        try (var loop =
                Higher.innerLoop(problem.model(), optimizer).override(overrides(learned)).open()) {
            for (int t = 0; t < steps(); t++) {
                loop.step(problem.innerLoss(loop.model(), t));
            }
            return problem.outerLoss(loop.model());
        }
    }

    private <R extends UpdateRule<?>> Overrides<R> overrides(List<Tensor> learned) {
        Overrides<R> overrides = Overrides.none();
        for (int k = 0; k < learned.size(); k++) {
            overrides = overrides.with(names.get(k), learned.get(k));
        }
        return overrides;
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
    private ArrayNode flat(JsonNode dictionary) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (JsonNode key : spec.path("trained_keys")) {
            for (double value : Json.doubles(dictionary.path(key.asText()))) {
                values.add(value);
            }
        }
        return values;
    }

    private static List<Tensor> scalars(ArrayNode values) {
        List<Tensor> scalars = new ArrayList<>();
        for (JsonNode value : values) {
            scalars.add(Tensor.parameter(Tensor.scalar(value.asDouble(), DType.FLOAT64)));
        }
        return scalars;
    }
}
