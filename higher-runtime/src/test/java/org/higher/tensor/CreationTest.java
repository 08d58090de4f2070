package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.higher.array.DType;
import org.junit.jupiter.api.Test;

/** New tensors of given elements, and new tensors like others. */
class CreationTest {
    @Test
    void valuesWithoutAShapeAreAVector() {
        assertThat(Tensor.of(new float[] {1, 2, 3}).shape()).containsExactly(3);
        assertThat(Tensor.of(new double[] {1, 2}).shape()).containsExactly(2);
        assertThat(Tensor.of(new float[] {1}).shape()).containsExactly(1);
        assertThat(Tensor.of(new float[0]).shape()).containsExactly(0);
        assertThat(Tensor.of(new float[] {1}, new int[0]).shape()).isEmpty();
    }

    @Test
    void anotherIsOfTheSameShapeTypeAndTasks() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 2, 3).forTasks(4);
        Tensor full = x.fullLike(0.5);
        assertThat(full.shape()).containsExactly(2, 3);
        assertThat(full.taskCount()).isEqualTo(4);
        assertThat(full.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(full.fromTasks().toDoubles()).containsOnly(0.5);
    }

    @Test
    void aScalarLikeAnotherIsSharedByAllTasks() {
        Tensor scalar = Tensor.zeros(DType.FLOAT64, 2, 3).forTasks(4).scalarLike(0.1);
        assertThat(scalar.shape()).isEmpty();
        assertThat(scalar.taskCount()).isZero();
        assertThat(scalar.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(scalar.item()).isEqualTo(0.1);
    }

    @Test
    void oneTensorStandsForOneValue() {
        Tensor x = Tensor.parameter(Tensor.ones(3));
        Tensor seed = Tensor.of(new float[] {1, 2, 3});
        assertThat(x.broadcast(3)).isSameAs(x);
        assertThat(x.to(DType.FLOAT32)).isSameAs(x);
        Tensor y = x.dup();
        assertThat(Grad.of(y).seeds(seed).with(List.of(x)).orZero(0)).isSameAs(seed);
        y.sum().backward();
        assertThat(x.grad().orElseThrow()).isSameAs(x.grad().orElseThrow());
    }

    @Test
    void rowsMakeAMatrix() {
        Tensor rows = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

        assertThat(rows.shape()).containsExactly(2, 3);
        assertThat(rows.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(rows.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Tensor.of(new float[][] {{1}, {2}}).shape()).containsExactly(2, 1);
        assertThat(Tensor.of(new float[0][]).shape()).containsExactly(0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}}))
                .withMessage("of: row 1 has 1 numbers and row 0 has 2; give rows of one length");
    }
}
