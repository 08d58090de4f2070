package org.higher.architectures.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.higher.functional.Params;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("A twin of a class that inherits arrays")
class InheritedArraysTest {
    private static final INDArray INPUT =
            Nd4j.createFromArray(new double[][] {{1, 2, -1}, {0.5, -1.5, 2}});

    private final GatedLayer model = new GatedLayer();
    private final FunctionalGatedLayer twin = FunctionalGatedLayer.of(model);

    private double loss() {
        return Tensor.of(model.forward(INPUT)).square().sum().item();
    }

    @Test
    void hasTheInheritedWeightsFirst() {
        assertThat(Params.named(twin.params()).keySet()).containsExactly("w", "bOfDense", "b");
    }

    @Test
    void hasTheValuesOfTheModelWhateverItsWeightsAre() {
        for (int call = 0; call < 3; call++) {
            assertThat(twin.forward(twin.params(), INPUT).toDoubles())
                    .containsExactly(Tensor.of(model.forward(INPUT)).toDoubles(), within(1e-12));
            model.w.muli(0.7);
            model.hidden().addi(0.2);
            model.shift.negi();
            model.scale += 1;
        }
    }

    @Test
    void hasTheGradientsOfDifferences() {
        Map<String, Tensor> named = Params.named(twin.params());
        List<INDArray> arrays = List.of(model.w, model.hidden(), model.b);
        Tensor loss = twin.forward(twin.params(), INPUT).square().sum();
        List<Tensor> gradients = Grad.of(loss).with(List.copyOf(named.values())).orZeros();
        double h = 1e-6;
        for (int k = 0; k < arrays.size(); k++) {
            INDArray array = arrays.get(k).reshape(arrays.get(k).length());
            double[] gradient = gradients.get(k).toDoubles();
            for (int i = 0; i < gradient.length; i++) {
                double value = array.getDouble(i);
                array.putScalar(i, value + h);
                double up = loss();
                array.putScalar(i, value - h);
                double down = loss();
                array.putScalar(i, value);
                assertThat(gradient[i]).isCloseTo((up - down) / (2 * h), within(1e-6));
            }
        }
    }
}
