package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.functional.testing.GradCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions whose derivative somebody wrote. */
class CustomFunctionTest {
    private static Tensor plainSwish(Tensor x, Tensor w) {
        return x.mul(x.mul(w).sigmoid());
    }

    /** x times the sigmoid of wx; the derivative reads the value and both arguments. */
    private static final CustomFunction SWISH =
            CustomFunction.of(
                    "swish",
                    a -> plainSwish(a.get(0), a.get(1)),
                    (g, y, a) -> {
                        Tensor x = a.get(0);
                        Tensor w = a.get(1);
                        Tensor s = x.mul(w).sigmoid();
                        Tensor rest = y.mul(s.rsub(1)); // x s (1 - s)
                        return List.of(g.mul(s.add(rest.mul(w))), g.mul(rest.mul(x)));
                    });

    private static final CustomFunction SIGN =
            CustomFunction.of(
                    "sign",
                    x -> x.get(0).sign(),
                    (g, y, x) -> List.of(g.mul(x.get(0).abs().le(1))));

    private static Tensor draw(SplittableRandom random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void isDifferentiatedToAnyOrder(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = random.nextInt(1, 4);
        Tensor x = draw(random, rows, 3);
        Tensor w = seed % 2 == 0 ? draw(random) : draw(random, 3); // broadcast
        Tensor custom = SWISH.apply(x.mul(2), w).square().sum();
        Tensor plain = plainSwish(x.mul(2), w).square().sum();
        for (int order = 0; order < 4; order++) {
            assertThat(custom.item()).as("order %d", order).isCloseTo(plain.item(), near(plain));
            custom = weighted(Grad.of(custom).createGraph().with(x, w).orThrow("grad"));
            plain = weighted(Grad.of(plain).createGraph().with(x, w).orThrow("grad"));
        }
    }

    private static Offset<Double> near(Tensor value) {
        return within(1e-9 * (1 + Math.abs(value.item())));
    }

    private static Tensor weighted(List<Tensor> gradients) {
        return gradients.get(0).sin().sum().add(gradients.get(1).square().sum());
    }

    @Test
    void hasTheDerivativeThatItWasGiven() {
        Tensor x = Tensor.parameter(Tensor.of(new float[] {-2, -0.5f, 0.25f, 3}));
        Tensor y = SIGN.apply(x);
        assertThat(y.toDoubles()).containsExactly(-1, -1, 1, 1);
        y.mul(Tensor.of(new float[] {1, 2, 3, 4})).sum().backward();
        assertThat(x.grad().orElseThrow().toDoubles()).containsExactly(0, 2, 3, 0);
    }

    @Test
    void holdsForEachTask() {
        SplittableRandom random = new SplittableRandom(1);
        List<Tensor> xs = Stream.generate(() -> draw(random, 2, 3).detach()).limit(3).toList();
        Tensor w = draw(random, 3);
        Tensor all = Tensor.parameter(Tensor.stackTasks(xs));
        List<Tensor> together = Grad.grad(SWISH.apply(all, w).sum().sumOfTasks(), List.of(all, w));
        Tensor sum = Tensor.zeros(DType.FLOAT64, 3);
        List<Double> alone = new ArrayList<>();
        for (Tensor x : xs) {
            Tensor one = Tensor.parameter(x);
            List<Tensor> gradients = Grad.grad(SWISH.apply(one, w).sum(), List.of(one, w));
            for (double g : gradients.get(0).toDoubles()) {
                alone.add(g);
            }
            sum = sum.add(gradients.get(1));
        }
        double[] each =
                together.get(0).unstackTasks().stream()
                        .flatMapToDouble(t -> Arrays.stream(t.toDoubles()))
                        .toArray();
        for (int i = 0; i < each.length; i++) {
            assertThat(each[i]).isCloseTo(alone.get(i), within(1e-12));
        }
        assertThat(together.get(1).sub(sum).square().sum().item()).isLessThan(1e-12);
    }

    /** What the derivative saw and made stays as it was, whatever becomes of the pass's memory. */
    @Test
    void itsCodeMayKeepWhatItSees() {
        List<Tensor> kept = new ArrayList<>();
        List<double[]> were = new ArrayList<>();
        CustomFunction twice =
                CustomFunction.of(
                        "twice",
                        x -> x.get(0).mul(2),
                        (g, y, x) -> {
                            Tensor half = g.mul(2);
                            kept.addAll(List.of(g, half));
                            were.addAll(List.of(g.toDoubles(), half.toDoubles()));
                            return List.of(half);
                        });
        SplittableRandom random = new SplittableRandom(3);
        Tensor x = draw(random, 64, 64);
        Tensor y = x;
        for (int i = 0; i < 30; i++) {
            y = twice.apply(y.tanh().mmul(x).mul(0.01)).add(y);
        }
        Grad.grad(y.square().sum(), List.of(x));
        assertThat(kept).hasSize(60);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).toDoubles()).isEqualTo(were.get(i));
        }
    }

    @Test
    void mayHandAnArgumentThrough() {
        CustomFunction reversed =
                CustomFunction.of("reversed", x -> x.get(0), (g, y, x) -> List.of(g.neg()));
        Tensor x = Tensor.parameter(Tensor.scalar(3));
        Tensor y = reversed.apply(x);
        assertThat(y.item()).isEqualTo(3);
        assertThat(Grad.grad(y.square(), List.of(x)).get(0).item()).isEqualTo(-6);
        assertThat(Grad.grad(x.square(), List.of(x)).get(0).item()).isEqualTo(6);
    }

    @Test
    void isNotRecordedWhereNothingIs() {
        Tensor x = Tensor.scalar(3);
        assertThat(SIGN.apply(x).requiresGrad()).isFalse();
        Tensor parameter = Tensor.parameter(x);
        assertThat(NoGrad.get(() -> SIGN.apply(parameter)).requiresGrad()).isFalse();
        assertThat(SIGN.apply(parameter).requiresGrad()).isTrue();
    }

    @Test
    void noticesALeafThatWasAssigned() {
        Tensor x = Tensor.parameter(Tensor.scalar(3));
        Tensor y = SIGN.apply(x);
        x.assign(Tensor.scalar(0.5));
        assertThatThrownBy(() -> Grad.grad(y, List.of(x)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("sign: an argument [] was assigned a new value");
    }

    @Test
    void isChecked() {
        SplittableRandom random = new SplittableRandom(5);
        List<Tensor> at = List.of(draw(random, 2, 3), draw(random, 3));
        assertThatCode(() -> GradCheck.check(at, a -> SWISH.apply(a).square().mean()))
                .doesNotThrowAnyException();
        CustomFunction wrong =
                CustomFunction.of("wrong", x -> x.get(0).sin(), (g, y, x) -> List.of(g));
        assertThatThrownBy(() -> GradCheck.check(at.subList(0, 1), a -> wrong.apply(a).sum()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void saysWhatIsWrongWithADerivative() {
        Tensor x = Tensor.parameter(Tensor.ones(3));
        Tensor y = Tensor.parameter(Tensor.scalar(2));
        assertFails(
                (g, v, a) -> List.of(g),
                "product: its derivative gave 1 gradients for 2 arguments; return one for each,"
                        + " zerosLike() where there is no influence",
                x,
                y);
        assertFails(
                (g, v, a) -> List.of(g.sum(), g),
                "product: argument 0 is FLOAT32 [3] on "
                        + x.device()
                        + ", and its gradient"
                        + " FLOAT32 []",
                x,
                y);
        assertFails(
                (g, v, a) -> Arrays.asList(g, null),
                "product: the gradient of argument 1 is null",
                x,
                y);
        assertFails(
                (g, v, a) -> List.of(g.to(DType.FLOAT64), g),
                "product: argument 0 is FLOAT32 [3] on "
                        + x.device()
                        + ", and its gradient"
                        + " FLOAT64 [3]",
                x,
                y);
        CustomFunction nothing = CustomFunction.of("nothing", a -> null, (g, v, a) -> a);
        assertThatThrownBy(() -> nothing.apply(x))
                .hasMessage("nothing: its function gave null; return a tensor");
    }

    private static void assertFails(CustomFunction.Vjp vjp, String message, Tensor... arguments) {
        CustomFunction product = CustomFunction.of("product", a -> a.get(0).mul(a.get(1)), vjp);
        Tensor sum = product.apply(arguments).sum();
        assertThatThrownBy(() -> Grad.grad(sum, List.of(arguments)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message);
    }
}
