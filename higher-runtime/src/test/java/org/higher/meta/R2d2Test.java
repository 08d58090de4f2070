package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.data.Episode;
import org.higher.data.EpisodeSampler;
import org.higher.data.Examples;
import org.higher.data.SyntheticData;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R2-D2 against a ridge regression in plain Java, by the normal equations. */
class R2d2Test {
    private static final int FEATURES = 4;
    private static final int CLASSES = 3;

    private final FunctionalMlp net = FunctionalMlp.of(new Mlp(3));

    private static Tensor embedded(FunctionalMlp.Bound model, Tensor inputs) {
        return model.features(inputs.to(DType.FLOAT64));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void logitsAreThoseOfARidgeRegression(int shots) {
        Episode episode =
                EpisodeSampler.of(SyntheticData.gaussianClusters(5, 9, 3, 0.5, 1))
                        .ways(CLASSES)
                        .shots(shots)
                        .queries(2)
                        .batch(0, 1)
                        .get(0);
        double ridge = 0.2;
        R2d2 learner = R2d2.of(net, R2d2Test::embedded).initialRidge(ridge).initialScale(3).build();
        learner.learned().get("bias").assign(Tensor.scalar(0.5, DType.FLOAT64));

        UnaryOperator<Tensor> classify = learner.adapt(episode.support());

        double[][] w = ridge(features(episode.support()), episode.support().labels(), ridge);
        double[] query = features(episode.query());
        double[] logits = classify.apply(episode.query().inputs()).toDoubles();
        for (int row = 0; row < episode.query().count(); row++) {
            for (int c = 0; c < CLASSES; c++) {
                double product = 0;
                for (int d = 0; d < FEATURES; d++) {
                    product += query[row * FEATURES + d] * w[d][c];
                }
                assertThat(logits[row * CLASSES + c]).isCloseTo(3 * product + 0.5, within(1e-10));
            }
        }
    }

    private double[] features(Examples examples) {
        return embedded(net.bind(net.params()), examples.inputs()).toDoubles();
    }

    /** (XᵀX + λI)⁻¹ XᵀY by Gaussian elimination. */
    private static double[][] ridge(double[] x, int[] labels, double lambda) {
        double[][] m = new double[FEATURES][FEATURES + CLASSES];
        for (int i = 0; i < FEATURES; i++) {
            m[i][i] = lambda;
            for (int row = 0; row < labels.length; row++) {
                for (int j = 0; j < FEATURES; j++) {
                    m[i][j] += x[row * FEATURES + i] * x[row * FEATURES + j];
                }
                m[i][FEATURES + labels[row]] += x[row * FEATURES + i];
            }
        }
        for (int k = 0; k < FEATURES; k++) {
            for (int i = 0; i < FEATURES; i++) {
                double factor = i == k ? 0 : m[i][k] / m[k][k];
                for (int j = 0; j < m[i].length; j++) {
                    m[i][j] -= factor * m[k][j];
                }
            }
        }
        double[][] w = new double[FEATURES][CLASSES];
        for (int i = 0; i < FEATURES; i++) {
            for (int c = 0; c < CLASSES; c++) {
                w[i][c] = m[i][FEATURES + c] / m[i][i];
            }
        }
        return w;
    }

    @Test
    void oneClassIsAnError() {
        R2d2 learner = R2d2.of(net, R2d2Test::embedded).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.adapt(Examples.of(Tensor.zeros(2, 3), 1, 0, 0)))
                .withMessageContaining("R2d2: a support set of 1 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                R2d2.of(net, (model, x) -> x.reshape(1, 6))
                                        .build()
                                        .adapt(Examples.of(Tensor.zeros(2, 3), 2, 0, 1)))
                .withMessage(
                        "R2d2: the embedding made [1, 6] of 2 inputs; make [2, features] of them");
        assertThat(learner.learned()).containsOnlyKeys("logRidge", "scale", "bias");
        assertThat(List.copyOf(learner.learned().values())).allMatch(Tensor::requiresGrad);
    }
}
