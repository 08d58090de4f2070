package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void looksUpRows() {
        Tensor weight = Tensor.of(new float[] {0, 1, 10, 11, 20, 21}, 3, 2);
        Embedding table = new Embedding(weight, OptionalInt.empty());
        assertThat(table.forward(2, 0, 2).toFloats()).containsExactly(20, 21, 0, 1, 20, 21);
        Tensor sequences = table.forward(new int[][] {{1, 2}, {0, 1}, {2, 2}});
        assertThat(sequences.shape()).containsExactly(3, 2, 2);
        assertThat(sequences.toFloats())
                .containsExactly(10, 11, 20, 21, 0, 1, 10, 11, 20, 21, 20, 21);
    }

    @Test
    void standsEveryCheck() {
        Embedding table = new Embedding(4, 3, OptionalInt.empty(), random);
        var check =
                new LayerCheck<>(
                        FunctionalEmbedding.of(table),
                        (layer, in) -> List.of(layer.forward(1, 3, 1).tanh()));
        check.isTheOriginal(in -> List.of(table.forward(1, 3, 1).tanh()));
        check.derivatives(3);
        check.tasksAreALoop(true);
    }

    @Test
    void paddingIsZeroAndStays() {
        Embedding table = new Embedding(4, 3, OptionalInt.of(2), random);
        FunctionalEmbedding twin = FunctionalEmbedding.of(table);
        assertThat(table.forward(2).toFloats()).containsOnly(0);
        Tensor weight = twin.params().weight();
        Tensor loss = twin.forward(twin.params(), 2, 1, 2).add(1).square().sum();
        float[] gradient = Grad.grad(loss, List.of(weight)).get(0).toFloats();
        assertThat(gradient).startsWith(0, 0, 0).endsWith(0, 0, 0, 0, 0, 0);
        for (int k = 3; k < 6; k++) {
            assertThat(gradient[k]).isNotZero();
        }
        var padded = new LayerCheck<>(twin, (layer, in) -> List.of(layer.forward(2, 1, 0).tanh()));
        padded.isTheOriginal(in -> List.of(table.forward(2, 1, 0).tanh()));
        padded.tasksAreALoop(true);
        Tensor given = Tensor.full(5, DType.FLOAT64, 3, 1);
        assertThat(new Embedding(given, OptionalInt.of(0)).forward(0, 1).toDoubles())
                .containsExactly(5, 5);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Embedding table = new Embedding(4, 3);
        assertThatThrownBy(() -> table.forward(0, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Embedding: index 4 at position 1 is not in [0, 4)");
        assertThatThrownBy(() -> table.forward(new int[][] {{0}, {1, 2}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Embedding: sequence 1 has 2 indices and the first 1; fill up the shorter"
                                + " ones with a padding symbol");
        assertThatThrownBy(() -> new Embedding(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Embedding: 0 symbols and 3 features; there must be at least one of each");
        assertThatThrownBy(() -> new Embedding(Tensor.zeros(3), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Embedding: weight has rank 1; give [symbols, features]");
        assertThatThrownBy(() -> new Embedding(2, 3, OptionalInt.of(2), random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Embedding: padding 2 is not in [0, 2)");
    }
}
