package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** One reference case: runs what the reference ran, and says what differs. */
abstract class GoldenCase {
    final JsonNode spec;
    final JsonNode expected;
    final Comparison comparison = new Comparison();

    GoldenCase(JsonNode spec) {
        this.spec = spec;
        this.expected = spec.path("expected");
    }

    static GoldenCase of(JsonNode spec, JsonNode problems) {
        JsonNode problem = problems.path(spec.path("problem").asText());
        return switch (kind(spec)) {
            case "" -> new UnrollCase(spec, problem);
            case "learned_loss" -> LearnedCase.loss(spec, problem);
            case "reweight" -> LearnedCase.exampleWeights(spec, problem);
            case "meta_sgd" -> LearnedCase.rates(spec, problem);
            case "energy" -> new EnergyCase(spec);
            case "maml" -> new MamlCase(spec);
            case "hyper_learning" -> new HyperLearningCase(spec, problem);
            case "no_track" -> new NoTrackCase(spec, problem);
            default -> throw new IllegalArgumentException("kind " + kind(spec));
        };
    }

    /** What a case needs that is not there yet; empty if nothing. */
    static String unsupported(JsonNode spec, JsonNode problems) {
        String type = spec.path("optimizer").path("type").asText();
        if (!type.isEmpty() && !Rules.has(type)) {
            return "optimizer " + type;
        }
        JsonNode problem =
                spec.has("problem") ? problems.path(spec.path("problem").asText()) : spec;
        return problem.has("model") ? Problem.unsupported(problem) : "";
    }

    private static String kind(JsonNode spec) {
        return spec.path("kind").asText();
    }

    /** Runs the case; what differs from the reference is named, nothing if all agrees. */
    final List<String> differences() {
        run();
        return comparison.differences();
    }

    abstract void run();

    final int steps() {
        return spec.path("steps").asInt();
    }

    final Rules.Entry<?, ?> rules() {
        return Rules.get(spec.path("optimizer").path("type").asText());
    }

    final void checkAll(String what, List<Tensor> actual, JsonNode expected) {
        for (int i = 0; i < actual.size(); i++) {
            comparison.check(what + " [" + i + "]", actual.get(i), expected.path(i));
        }
    }

    final void checkGradients(String what, Tensor of, List<Tensor> with, JsonNode expected) {
        List<Optional<Tensor>> gradients = Grad.gradOrEmpty(of, with, false);
        for (int i = 0; i < with.size(); i++) {
            comparison.check(what + " [" + i + "]", gradients.get(i), expected.path(i));
        }
    }

    /** The weights of a network that is no problem's model, to be trained. */
    static List<Tensor> weights(JsonNode network) {
        List<Tensor> weights = new ArrayList<>();
        network.path("params").forEach(p -> weights.add(parameter(p.path("data"))));
        return weights;
    }

    static Tensor parameter(JsonNode data) {
        return Tensor.parameter(Json.tensor(data));
    }
}
