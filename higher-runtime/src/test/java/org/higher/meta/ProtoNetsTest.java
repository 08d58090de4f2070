package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.higher.MetaBatch.TaskException;
import org.higher.array.DType;
import org.higher.data.Episode;
import org.higher.data.EpisodeSampler;
import org.higher.data.Examples;
import org.higher.data.SyntheticData;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Prototypical networks against distances computed in plain Java. */
class ProtoNetsTest {
    private final FunctionalMlp net = FunctionalMlp.of(new Mlp(3));

    private ProtoNets.Builder<FunctionalMlp.Params, FunctionalMlp.Bound> builder() {
        return ProtoNets.of(net, (model, x) -> model.features(x.to(DType.FLOAT64)));
    }

    private static List<Episode> episodes(int count) {
        return EpisodeSampler.of(SyntheticData.gaussianClusters(9, 6, 3, 0.5, 1))
                .ways(3)
                .shots(2)
                .queries(3)
                .batch(0, count);
    }

    @Test
    void logitsAreSquaredDistancesToClassMeans() {
        Episode episode = episodes(1).get(0);
        UnaryOperator<Tensor> classify = builder().build().adapt(episode.support());
        double[] logits = classify.apply(episode.query().inputs()).toDoubles();
        double[] support = features(episode.support());
        double[] query = features(episode.query());
        for (int row = 0; row < 9; row++) {
            for (int c = 0; c < 3; c++) {
                double squares = 0;
                for (int d = 0; d < 4; d++) {
                    double mean = (support[2 * c * 4 + d] + support[(2 * c + 1) * 4 + d]) / 2;
                    squares += Math.pow(query[row * 4 + d] - mean, 2);
                }
                assertThat(logits[row * 3 + c]).isCloseTo(-squares, within(1e-12));
            }
        }
    }

    private double[] features(Examples examples) {
        FunctionalMlp.Bound model = net.bind(net.params());
        return model.features(examples.inputs().to(DType.FLOAT64)).toDoubles();
    }

    @Test
    void aSupportSetWithoutAnExampleOfAClassIsAnError() {
        Examples two = Examples.of(Tensor.zeros(2, 3), 2, 0, 0);
        Examples query = Examples.of(Tensor.zeros(2, 3), 2, 0, 1);
        ProtoNets learner = builder().build();
        assertThatThrownBy(() -> learner.metaStep(List.of(new Episode(two, query))))
                .isInstanceOf(TaskException.class)
                .hasRootCauseMessage(
                        "ProtoNets: a support set of 2 classes, one of which has 0 examples; give"
                                + " two classes at least, and an example of each");
        Examples one = Examples.of(Tensor.zeros(2, 3), 1, 0, 0);
        assertThatThrownBy(() -> learner.adapt(one)).hasMessageContaining("of 1 classes");
    }

    @Test
    void theOutputLayerThatIsNotUsedIsNamed() {
        // features() leaves the output layer out, so that it can't be learned
        assertThatThrownBy(() -> builder().build().metaStep(episodes(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no task's loss depends on");
    }

    @Test
    void itLearnsToTellClustersApart() {
        ProtoNets learner =
                ProtoNets.of(
                                net,
                                (FunctionalMlp.Bound model, Tensor x) ->
                                        model.forward(x.to(DType.FLOAT64)))
                        .outer(new Sgd(0.1))
                        .build();
        List<Episode> tasks = episodes(8);
        double before = learner.evaluate(tasks).meanLoss();
        for (int step = 0; step < 120; step++) {
            learner.metaStep(tasks);
        }
        Evaluation after = learner.evaluate(tasks);
        assertThat(after.meanLoss()).isLessThan(before);
        assertThat(after.meanScore()).isBetween(0.7, 1.0);
        assertThat(after.scoreHalfWidth()).isBetween(0.0, 0.3);
    }
}
