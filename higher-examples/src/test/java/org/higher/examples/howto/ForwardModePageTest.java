package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.higher.array.DType;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The code of docs/forward-mode.md")
class ForwardModePageTest {
    private static final CustomFunction CUBE =
            CustomFunction.of(
                            "cube",
                            x -> x.get(0).pow(3),
                            (g, y, x) -> List.of(g.mul(x.get(0).square().mul(3))))
                    .withJvp((t, y, x) -> t.get(0).mul(x.get(0).square().mul(3)));

    private final Tensor a = Tensor.of(new double[] {1, 2});
    private final Tensor b = Tensor.of(new double[] {3, 5});
    private final Tensor va = Tensor.of(new double[] {1, 0});
    private final Tensor vb = Tensor.of(new double[] {0, 1});

    @Test
    void yieldsValuesAndSlopes() {
        ForwardMode.Result along =
                ForwardMode.jvp(
                        x -> List.of(x.get(0).mul(x.get(1)), x.get(1).sum()),
                        List.of(a, b),
                        List.of(va, vb));
        List<Tensor> values = along.values();
        List<Tensor> slopes = along.tangents();

        assertThat(values.get(0).toDoubles()).containsExactly(3, 10);
        assertThat(slopes.get(0).toDoubles()).containsExactly(3, 2);
        assertThat(slopes.get(1).item()).isEqualTo(1);
    }

    @Test
    void yieldsCurvature() {
        List<Tensor> curvature =
                ForwardMode.hessianVectorProduct(
                        w -> w.get(0).sin().mul(w.get(1)).sum(), List.of(a, b), List.of(va, vb));

        assertThat(curvature.get(0).toDoubles())
                .containsExactly(new double[] {-3 * Math.sin(1), Math.cos(2)}, within(1e-15));
        assertThat(curvature.get(1).toDoubles())
                .containsExactly(new double[] {Math.cos(1), 0}, within(1e-15));
    }

    @Test
    void takesARuleOfOnesOwn() {
        Tensor slope = ForwardMode.jvp(CUBE::apply, a, Tensor.ones(DType.FLOAT64, 2)).tangent();

        assertThat(slope.toDoubles()).containsExactly(3, 12);
    }
}
