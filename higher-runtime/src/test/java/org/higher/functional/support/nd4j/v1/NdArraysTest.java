package org.higher.functional.support.nd4j.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The tensor that stands for an array")
class NdArraysTest {
    private static Tensor parameter(INDArray array) {
        return Objects.requireNonNull(NdArrays.parameter(array));
    }

    private static Tensor field(INDArray array) {
        return Objects.requireNonNull(NdArrays.field(array));
    }

    /** In one piece, a part of another array, and in another order. */
    static List<INDArray> arrays() {
        INDArray whole = Nd4j.arange(12).castTo(DataType.DOUBLE).reshape(3, 4);
        return List.of(
                whole.dup(),
                whole.dup().castTo(DataType.FLOAT),
                whole.dup().getRow(1),
                whole.dup().getColumn(1),
                whole.dup().transpose(),
                whole.dup('f'),
                Nd4j.scalar(2.0));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void isTheSameAsLongAsTheArrayIsLeftAlone(INDArray array) {
        Tensor parameter = parameter(array);
        parameter.assign(parameter.add(7));
        double[] moved = parameter.toDoubles();

        assertThat(parameter(array)).isSameAs(parameter);
        assertThat(parameter.toDoubles()).isEqualTo(moved);
        assertThat(field(array)).isSameAs(field(array));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void hasTheNewValuesOfAChangedArray(INDArray array) {
        Tensor parameter = parameter(array);
        Tensor before = field(array);
        double[] values = before.toDoubles();

        array.addi(1);

        assertThat(parameter(array)).isSameAs(parameter);
        assertThat(parameter.toDoubles()).isEqualTo(Tensor.of(array).toDoubles());
        assertThat(field(array).toDoubles()).isEqualTo(Tensor.of(array).toDoubles());
        assertThat(before.toDoubles()).as("what was bound before").isEqualTo(values);
    }

    @Test
    void staysAsItWasAssignedWhereTheArrayHasNaN() {
        INDArray array = Nd4j.createFromArray(Double.NaN, 1, -0.0);
        Tensor parameter = parameter(array);
        parameter.assign(Tensor.of(new double[] {1, 2, 3}));

        assertThat(parameter(array).toDoubles()).containsExactly(1, 2, 3);
        assertThat(field(array)).isSameAs(field(array));
    }

    @Test
    void hasTheSignOfZero() {
        INDArray array = Nd4j.createFromArray(0.0);
        Tensor before = field(array);

        array.negi();

        assertThat(1 / before.item()).isPositive();
        assertThat(1 / field(array).item()).isNegative();
    }

    @Test
    void isOneForAllThreads() {
        List<INDArray> arrays =
                IntStream.range(0, 50).mapToObj(i -> Nd4j.createFromArray(i, 1.0)).toList();
        List<Tensor> first = arrays.stream().map(NdArraysTest::parameter).toList();
        List<INDArray> others =
                IntStream.range(0, 50).mapToObj(i -> Nd4j.createFromArray(i, 2.0)).toList();

        assertThat(IntStream.range(0, 400).parallel().mapToObj(i -> others.get(i % 50)))
                .extracting(NdArraysTest::parameter)
                .hasSize(400)
                .hasSameElementsAs(others.stream().map(NdArraysTest::parameter).toList());
        assertThat(arrays.stream().map(NdArraysTest::parameter).toList()).isEqualTo(first);
    }
}
