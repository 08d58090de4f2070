package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.higher.array.DType;
import org.junit.jupiter.api.Test;

/** Numbers are computed in double, and take on the type of what they meet. */
class NumbersTest {
    private final Tensor floats = Tensor.of(new float[] {1, 2}, 2);
    private final Tensor doubles = Tensor.of(new double[] {1, 2}, 2);

    @Test
    void areInDoubleAmongThemselves() {
        Tensor rest = Tensor.number(0.99999).rsub(1).mul(Tensor.number(3)).sqrt();
        assertThat(rest.item()).isEqualTo(Math.sqrt((1 - 0.99999) * 3));
        assertThat(rest.dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void takeOnTheTypeOfWhatTheyMeet() {
        Tensor tenth = Tensor.number(0.1);
        Tensor learned = Tensor.parameter(tenth);
        Tensor computed = tenth.add(Tensor.number(0));
        for (Tensor number : List.of(tenth, learned, computed)) {
            for (Tensor result :
                    List.of(
                            floats.mul(number),
                            number.mul(floats),
                            floats.add(number),
                            number.sub(floats),
                            floats.div(number),
                            number.div(floats),
                            floats.pow(number),
                            number.pow(floats),
                            floats.max(number),
                            number.min(floats),
                            floats.lt(number),
                            Tensor.where(floats.gt(1), number, floats),
                            Tensor.where(floats.gt(1), number, number),
                            Tensor.concat(0, floats, number.reshape(1)))) {
                assertThat(result.dtype()).isEqualTo(DType.FLOAT32);
            }
            assertThat(floats.mul(number).toFloats()).containsExactly(0.1f, 0.2f);
            assertThat(number.rsub(floats).toFloats()).containsExactly(1 - 0.1f, 2 - 0.1f);
            assertThat(number.div(floats).toFloats()).containsExactly(0.1f, 0.1f / 2);
            assertThat(doubles.mul(number).toDoubles()).containsExactly(0.1, 0.2);
        }
    }

    @Test
    void getTheirGradientInDouble() {
        Tensor learned = Tensor.parameter(Tensor.number(0.1));
        Tensor slope = Grad.grad(floats.mul(learned).sum(), List.of(learned)).get(0);
        assertThat(slope.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(slope.item()).isEqualTo(3);
    }

    @Test
    void areOfOneTypeOnceTheyAreConverted() {
        Tensor typed = Tensor.number(0.1).to(DType.FLOAT64);
        assertThatIllegalArgumentException().isThrownBy(() -> floats.mul(typed));
        assertThatIllegalArgumentException().isThrownBy(() -> floats.mul(doubles));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> floats.mul(Tensor.scalar(2, DType.FLOAT64)));
        assertThatIllegalArgumentException()
                .isThrownBy(floats::toNumber)
                .withMessage("toNumber: FLOAT32 [2] is no scalar; use to(DType)");
    }

    @Test
    void scalarsAreConvertedWithTheDigitsTheyWereMadeFrom() {
        Tensor scalar = Tensor.parameter(Tensor.scalar(0.1));
        assertThat(scalar.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(scalar.item()).isEqualTo(0.1f);
        assertThat(scalar.toNumber().item()).isEqualTo(0.1);
        assertThat(scalar.detach().to(DType.FLOAT64).item()).isEqualTo(0.1);
        assertThat(scalar.add(0).to(DType.FLOAT64).item()).isEqualTo(0.1f);
    }
}
