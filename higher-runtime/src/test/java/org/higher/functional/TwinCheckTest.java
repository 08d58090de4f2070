package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.higher.Higher;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.functional.FaultyModel.Fault;
import org.higher.functional.Models.Block;
import org.higher.functional.Models.Centre;
import org.higher.functional.Models.Open;
import org.higher.functional.Models.Tied;
import org.higher.functional.Models.Tree;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.BatchNorm;
import org.higher.nn.Dropout;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TwinCheck#check} accepts right twins and finds the fault of wrong ones. */
class TwinCheckTest {
    private static final Tensor X = Tensor.of(new double[] {1, -2, 3}, 3);

    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void rightTwins(long seed) {
        random.setSeed(seed);
        Block model = Models.random(random, 3);
        TwinCheck.check(model, Tensor.normal(random, DType.FLOAT64, 4, Models.WIDTH));
    }

    @Test
    void tiedRecursiveAndOverloaded() {
        Tensor x = Tensor.normal(random, DType.FLOAT64, 4, Models.WIDTH);
        TwinCheck.check(new Tied(random), x);
        TwinCheck.check(new Tree(random, 3), x);
        TwinCheck.check(new Open(), x);
        TwinCheck.check(new Open(), x, 2, 3);
    }

    /** A model that is run by methods of other names. */
    @Functional
    static class Regression {
        @Trainable private final Tensor w = Tensor.parameter(X);

        Tensor predict(Tensor x) {
            return x.mul(w);
        }

        Tensor loss(Tensor x, Tensor y) {
            return predict(x).sub(y).square().mean();
        }
    }

    @Test
    void methodsOfOtherNames() {
        Regression model = new Regression();
        TwinCheck.check(model, X);
        TwinCheck.check(model, X, X);
        var twin = FunctionalTwinCheckTestRegression.of(model);
        assertThat(twin.loss(twin.params(), X, X).item()).isEqualTo(model.loss(X, X).item());
        try (var loop =
                Higher.innerLoop(twin, Optimizer.of(twin.parameters(), new Sgd(0.1))).open()) {
            loop.step(loop.model().loss(X, X));
            assertThat(loop.model().loss(X, X).item()).isLessThan(model.loss(X, X).item());
        }
    }

    /** A private method is none that a model is run by, whatever its name. */
    @Functional
    static class Closed {
        @Trainable private final Tensor w = Tensor.parameter(X);

        Tensor predict(Tensor x) {
            return x.mul(w);
        }

        @SuppressWarnings("unused")
        private Tensor forward(Tensor x) {
            return x;
        }
    }

    @Test
    void privateMethodsAreNotRun() {
        TwinCheck.check(new Closed(), X);
    }

    @Test
    void layersDrawAlike() {
        Sequential net = new Sequential(new Linear(4, 6), new BatchNorm(6), new Dropout(0.5));
        TwinCheck.check(net, Tensor.normal(random, DType.FLOAT32, 5, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USES_MODEL | at parameters moved by draw 1: result: 3 of 3 numbers differ",
                "CUTS_GRADIENT | differ: gradient of weight: 3 of 3 numbers differ",
                "FORGETS_BUFFER | differ: buffer mean: 3 of 3 numbers differ, most at 2: model 3.0",
                "THROWS | model returns, twin throws java.lang.UnsupportedOperationException: not",
                "WRITES_MODEL | changes its model: it writes into FaultyModel -> mean; give a @Buffer",
                "GRADIENTS_INTO_MODEL | changes its model: it takes gradients into FaultyModel -> w",
                "MISSES_PARAMETER | not in its twin's Params: FaultyModel -> hidden[0]; hold them"
            })
    void wrongTwins(Fault fault, String message) {
        FaultyModel model = new FaultyModel(fault);
        assertThatThrownBy(() -> TwinCheck.check(model, X))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
        assertIsAsBefore(model);
    }

    @Test
    void modelIsAsBefore() {
        FaultyModel model = new FaultyModel(Fault.NONE);
        Tensor mean = model.mean;
        TwinCheck.check(model, X);
        assertIsAsBefore(model);
        assertThat(model.mean).isSameAs(mean);

        Centre centre = new Centre();
        Tensor before = centre.mean();
        TwinCheck.check(centre, Tensor.normal(random, DType.FLOAT64, 4, Models.WIDTH));
        assertThat(centre.mean()).isSameAs(before);
    }

    private static void assertIsAsBefore(FaultyModel model) {
        assertThat(model.weight.toDoubles()).containsExactly(2, 2, 2);
        assertThat(model.mean.toDoubles()).containsExactly(0, 0, 0);
        assertThat(model.passes).isZero();
        assertThat(model.weight.grad()).isEmpty();
    }

    @Test
    void modelThatDiffersFromItself() {
        Noisy noisy = new Noisy();
        assertThatThrownBy(() -> TwinCheck.check(noisy, X))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two passes of org.higher.functional.Noisy with the same");
    }

    @Test
    void whatForwardThrowsIsThrown() {
        assertThatThrownBy(() -> TwinCheck.check(new Linear(4, 3), Tensor.ones(2, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 5]");
    }

    @Test
    void wrongInputs() {
        assertThatThrownBy(() -> TwinCheck.check(new Linear(4, 3), "text", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "check: org.higher.nn.Linear has [forward(Tensor)], and the inputs are"
                                + " [String, Integer]; give the arguments of one of them, in its order");
        assertThatThrownBy(() -> TwinCheck.check("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String has no twin");
    }
}
