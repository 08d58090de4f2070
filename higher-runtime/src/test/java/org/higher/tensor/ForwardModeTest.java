package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.internal.tape.Op;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Forward mode")
class ForwardModeTest {
    private static final Tensor X = Tensor.of(new double[] {0.5, -1.2, 2});
    private static final Tensor V = Tensor.of(new double[] {1, 0.3, -2});

    private static Tensor scalar(double value) {
        return Tensor.scalar(value, DType.FLOAT64);
    }

    private static Tensor along(Function<Tensor, Tensor> function, Tensor x, Tensor v) {
        return ForwardMode.jvp(function, x, v).tangent();
    }

    private static void assertClose(Tensor actual, double... expected) {
        assertThat(actual.toDoubles()).containsExactly(expected, within(1e-12));
    }

    // products

    @Test
    void yieldsValuesAndTheirDerivatives() {
        ForwardMode.Result result =
                ForwardMode.jvp(
                        x -> List.of(x.get(0).mul(x.get(1)), x.get(1).sum()),
                        List.of(X, X.square()),
                        List.of(V, V.zerosLike()));
        assertClose(result.values().get(0), 0.125, -1.728, 8);
        assertClose(result.tangents().get(0), 0.25, 0.3 * 1.44, -8);
        assertClose(result.tangents().get(1), 0);
        assertThat(result.values().get(0).requiresGrad()).isFalse();
    }

    @Test
    void differentiatesAScalarByEachElement() {
        List<Tensor> inputs = List.of(scalar(0.7), X.reshape(1, 3));
        Function<List<Tensor>, Tensor> function = x -> x.get(0).sin().mul(x.get(1)).square().sum();
        List<Tensor> forward = ForwardMode.gradient(function, inputs);
        List<Tensor> leaves = inputs.stream().map(Tensor::parameter).toList();
        List<Tensor> reverse = Grad.grad(function.apply(leaves), leaves);
        for (int i = 0; i < inputs.size(); i++) {
            assertThat(forward.get(i).shape()).isEqualTo(inputs.get(i).shape());
            assertClose(forward.get(i), reverse.get(i).toDoubles());
        }
    }

    @Test
    void differentiatesNumbersAndSinglePrecision() {
        Tensor number = ForwardMode.gradient(x -> x.get(0).exp(), List.of(Tensor.number(1))).get(0);
        assertThat(number.item()).isCloseTo(Math.E, within(1e-15));
        Tensor mixed = Tensor.of(new float[] {1, 2});
        Tensor rate = Tensor.number(0.1);
        Tensor slope = along(r -> mixed.mul(r).square(), rate, Tensor.number(1));
        assertThat(slope.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(slope.toDoubles()).containsExactly(new double[] {0.2, 0.8}, within(1e-7));
    }

    @Test
    void multipliesAHessianWithAVector() {
        Function<List<Tensor>, Tensor> loss =
                x -> x.get(0).mul(x.get(1)).sin().sum().mul(x.get(0).sum());
        List<Tensor> at = List.of(X, X.cos());
        List<Tensor> v = List.of(V, V.square());
        List<Tensor> product = ForwardMode.hessianVectorProduct(loss, at, v);
        List<Tensor> leaves = at.stream().map(Tensor::parameter).toList();
        List<Tensor> gradient =
                Grad.of(loss.apply(leaves)).createGraph().with(leaves).orThrow("test");
        Tensor inner = gradient.get(0).mul(v.get(0)).add(gradient.get(1).mul(v.get(1))).sum();
        List<Tensor> expected = Grad.grad(inner, leaves);
        for (int i = 0; i < at.size(); i++) {
            assertClose(product.get(i), expected.get(i).toDoubles());
        }
        // within NoGrad, and of parameters, too
        List<Tensor> same = NoGrad.get(() -> ForwardMode.hessianVectorProduct(loss, leaves, v));
        assertThat(same.get(0).toDoubles()).isEqualTo(product.get(0).toDoubles());
    }

    @Test
    void multipliesAGaussNewtonMatrixWithAVector() {
        SplittableRandom random = new SplittableRandom(1);
        Tensor data = Tensor.normal(random, DType.FLOAT64, 4, 3);
        Tensor w = Tensor.normal(random, DType.FLOAT64, 3, 2);
        Tensor v = Tensor.normal(random, DType.FLOAT64, 3, 2);
        Tensor target = Tensor.normal(random, DType.FLOAT64, 4, 2).softmax(1);
        Function<List<Tensor>, Tensor> model = x -> data.mmul(x.get(0)).tanh();
        Function<Tensor, Tensor> loss = y -> y.crossEntropy(target);
        double[] product =
                ForwardMode.gaussNewtonProduct(model, loss, List.of(w), List.of(v))
                        .get(0)
                        .toDoubles();
        // the same by whole matrices, row by row
        Tensor outputs = model.apply(List.of(w));
        double[][] jacobian = new double[8][];
        double[][] hessian = new double[8][];
        for (int i = 0; i < 8; i++) {
            double[] unit = new double[8];
            unit[i] = 1;
            Tensor e = Tensor.of(unit, 4, 2);
            Tensor leaf = Tensor.parameter(w);
            jacobian[i] =
                    Grad.of(model.apply(List.of(leaf))).seeds(e).with(leaf).orZero(0).toDoubles();
            hessian[i] =
                    ForwardMode.hessianVectorProduct(
                                    y -> loss.apply(y.get(0)), List.of(outputs), List.of(e))
                            .get(0)
                            .toDoubles();
        }
        double[] jv = times(jacobian, v.toDoubles());
        double[] hjv = times(hessian, jv);
        for (int k = 0; k < product.length; k++) {
            double sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += jacobian[i][k] * hjv[i];
            }
            assertThat(product[k]).isCloseTo(sum, within(1e-12));
        }
    }

    private static double[] times(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix)
                .mapToDouble(
                        row -> {
                            double sum = 0;
                            for (int k = 0; k < row.length; k++) {
                                sum += row[k] * vector[k];
                            }
                            return sum;
                        })
                .toArray();
    }

    // nesting

    /** Perturbation confusion: d/dx (x d/dy (x + y)) at 1 is 1, and 2 where it strikes. */
    @Test
    void keepsNestedDerivativesApart() {
        Tensor one = scalar(1);
        Tensor slope = along(x -> x.mul(along(y -> x.add(y), one, one)), one, one);
        assertClose(slope, 1);
        Tensor other = along(x -> x.mul(along(y -> x.mul(y), x, one)), one, one);
        assertClose(other, 2);
    }

    /** Of x^5, each by one of the modes or the other. */
    @Test
    void takesHigherDerivativesInAnySequence() {
        UnaryOperator<Function<Tensor, Tensor>> forward =
                f -> x -> along(f, x, x.onesLike().detach());
        UnaryOperator<Function<Tensor, Tensor>> reverse =
                f ->
                        x -> {
                            Tensor leaf = x.requiresGrad() ? x : Tensor.parameter(x);
                            return Grad.of(f.apply(leaf)).createGraph().with(leaf).orZero(0);
                        };
        for (int modes = 0; modes < 16; modes++) {
            Function<Tensor, Tensor> f = x -> x.square().square().mul(x);
            for (int order = 0; order < 4; order++) {
                f = ((modes >> order & 1) == 0 ? forward : reverse).apply(f);
            }
            assertThat(f.apply(scalar(1.5)).item()).as("modes %d", modes).isEqualTo(180);
        }
    }

    @Test
    void staysOnTheTapeOfItsInputs() {
        Tensor x = Tensor.parameter(X);
        ForwardMode.Result result = ForwardMode.jvp(y -> y.square().mul(y), x, V);
        assertClose(Grad.of(result.value().sum()).with(x).orZero(0), 0.75, 4.32, 12);
        assertClose(Grad.of(result.tangent().sum()).with(x).orZero(0), 3, -2.16, -24);
    }

    @Test
    void worksWithinNoGradAndForwardModeWithinThat() {
        Tensor slope =
                along(
                        x -> {
                            Tensor constant = NoGrad.get(() -> along(y -> y.mul(x), x, V));
                            return constant.mul(x);
                        },
                        X,
                        V);
        assertClose(slope, 0.5, -1.2 * 0.09, 8);
    }

    /** As in reverse mode, gradients that are asked to have a graph have one within NoGrad. */
    @Test
    void passesGradientsWithAGraphThatAreTakenWithinNoGrad() {
        for (boolean graph : new boolean[] {true, false}) {
            ForwardMode.Result result =
                    ForwardMode.jvp(
                            x -> {
                                Tensor leaf = Tensor.parameter(x);
                                Grad grad = Grad.of(leaf.square().mul(leaf).sum());
                                return NoGrad.get(
                                                () ->
                                                        (graph ? grad.createGraph() : grad)
                                                                .with(leaf))
                                        .orZero(0);
                            },
                            X,
                            V);
            assertThat(result.get(0).isPresent()).isEqualTo(graph);
            result.get(0).ifPresent(slope -> assertClose(slope, 3, -2.16, -24));
        }
    }

    // what is constant

    @Test
    void doesNotPassWhatReverseModeDoesNotPass() {
        for (UnaryOperator<Tensor> cut :
                List.<UnaryOperator<Tensor>>of(
                        Tensor::detach,
                        x -> NoGrad.get(() -> x.mul(1)),
                        x -> x.gt(0),
                        x -> Tensor.scalar(x.sum().item(), DType.FLOAT64),
                        x -> {
                            Tensor leaf = Tensor.parameter(x.zerosLike());
                            leaf.assign(x);
                            return leaf;
                        })) {
            ForwardMode.Result result = ForwardMode.jvp(x -> cut.apply(x).mul(2), X, V);
            assertThat(result.get(0)).isEmpty();
            assertThat(result.tangentsOrZeros().get(0).toDoubles()).containsOnly(0);
            assertThatThrownBy(result::tangent)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("value 0, FLOAT64 [")
                    .hasMessageContaining("does not depend on the inputs")
                    .hasMessageContaining("tangentsOrZeros()");
        }
        try (NoGrad off = NoGrad.open()) {
            assertThat(off).isNotNull();
            assertClose(along(x -> x.mul(2), X, V), 2, 0.6, -4);
        }
    }

    @Test
    void passesNewLeavesAndConversions() {
        for (UnaryOperator<Tensor> same :
                List.<UnaryOperator<Tensor>>of(
                        Tensor::parameter,
                        x -> x.withRequiresGrad(false),
                        Tensor::dup,
                        x -> x.to(DType.FLOAT32).to(DType.FLOAT64),
                        x -> x.to(x.device()),
                        x -> x.forTasks(2).meanOfTasks())) {
            Tensor slope = along(x -> same.apply(x).square(), X, V);
            assertThat(slope.toDoubles())
                    .containsExactly(new double[] {1, -0.72, -8}, within(1e-6));
        }
    }

    @Test
    void aScopeEndsWithItsCall() {
        AtomicReference<Tensor> escaped = new AtomicReference<>(X);
        along(
                x -> {
                    escaped.set(x);
                    assertThat(ForwardMode.isDifferentiating(x)).isTrue();
                    assertThat(ForwardMode.isDifferentiating(x.detach())).isFalse();
                    return x;
                },
                X,
                V);
        assertThat(ForwardMode.isDifferentiating(escaped.get())).isFalse();
        assertThat(
                        ForwardMode.jvp(y -> y.mul(0).add(escaped.get()), X, V)
                                .tangent()
                                .abs()
                                .toDoubles())
                .containsOnly(0);
        assertThatThrownBy(
                        () ->
                                along(
                                        x -> {
                                            throw new IllegalStateException("mine");
                                        },
                                        X,
                                        V))
                .hasMessage("mine");
        assertThat(ForwardMode.isDifferentiating(escaped.get())).isFalse();
    }

    // tasks

    @Test
    void differentiatesForEachTask() {
        Tensor rates = Tensor.of(new double[] {1, 2, 3}).asTasks();
        Tensor shared = scalar(0.5);
        List<Tensor> slopes =
                ForwardMode.gradient(
                        x -> x.get(0).square().mul(x.get(1)).sum(), List.of(rates, shared));
        assertClose(slopes.get(0).fromTasks(), 1, 2, 3);
        assertClose(slopes.get(1), 14);
        assertThatThrownBy(() -> ForwardMode.gradient(x -> x.get(0).sumOfTasks(), List.of(rates)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input 0 has 3 tasks, and the value is one for all");
        assertClose(along(x -> x.mul(rates).sumOfTasks(), rates, scalar(2)), 12);
    }

    // functions with a derivative of their own

    private static final CustomFunction CUBE =
            CustomFunction.of(
                    "cube",
                    x -> x.get(0).pow(3).mul(x.get(1)),
                    (g, y, x) ->
                            List.of(
                                    g.mul(x.get(0).square().mul(3)).mul(x.get(1)),
                                    g.mul(x.get(0).pow(3))));

    @Test
    void differentiatesACustomFunctionByItsVjp() {
        UnaryOperator<List<Tensor>> custom = x -> List.of(CUBE.apply(x.get(0).sin(), x.get(1)));
        ForwardCheck.check(custom, List.of(X.reshape(3, 1), X), 3);
        ForwardCheck.check(custom, List.of(X, scalar(2)), 3);
    }

    @Test
    void differentiatesACustomFunctionByItsJvp() {
        List<String> calls = new ArrayList<>();
        CustomFunction withRule =
                CUBE.withJvp(
                        (t, y, x) -> {
                            calls.add("jvp");
                            Tensor first = t.get(0).mul(x.get(0).square().mul(3)).mul(x.get(1));
                            return first.add(t.get(1).mul(x.get(0).pow(3)));
                        });
        ForwardCheck.check(
                x -> List.of(withRule.apply(x.get(0).sin(), x.get(1))), List.of(X, X.cos()), 3);
        assertThat(calls).isNotEmpty();
        assertThatThrownBy(
                        () ->
                                along(
                                        x -> CUBE.withJvp((t, y, a) -> Tensor.ones(7)).apply(x, x),
                                        X,
                                        V))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aVjpThatHidesItsGradientIsNoSilentZero() {
        CustomFunction hidden =
                CustomFunction.of(
                        "hidden", x -> x.get(0).mul(2), (g, y, x) -> List.of(g.detach().mul(2)));
        assertThatThrownBy(() -> along(hidden::apply, X, V))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hidden: its derivative by argument 0 is not computed from")
                .hasMessageContaining("withJvp");
        CustomFunction flat =
                CustomFunction.of(
                        "flat", x -> x.get(0).sign(), (g, y, x) -> List.of(x.get(0).zerosLike()));
        assertThat(ForwardMode.jvp(flat::apply, X, V).tangentsOrZeros().get(0).toDoubles())
                .containsOnly(0);
    }

    // errors

    @Test
    void anOperationWithoutARuleIsNamed() {
        Function<Tensor, Tensor> unknown =
                x ->
                        Tensor.tensor(
                                Op.op("unknown", x.value().data()).wrt(x.value(), g -> g).record());
        assertThatThrownBy(() -> along(unknown, X, V))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown: it has no rule for forward mode (JVP)");
        assertThatCode(() -> unknown.apply(X)).doesNotThrowAnyException();
    }

    @Test
    void anotherThreadDoesNotLoseTangents() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ForwardMode.jvp(
                x -> {
                    Thread other = new Thread(() -> x.mul(2), "other");
                    other.setUncaughtExceptionHandler((thread, failure) -> thrown.set(failure));
                    other.start();
                    join(other);
                    return x;
                },
                X,
                V);
        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mul: forward mode in thread ")
                .hasMessageContaining("differentiates by FLOAT64 [3], which thread other uses");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> ForwardMode.jvp(x -> x, X, Tensor.of(new double[] {1})))
                .hasMessageContaining("jvp: input 0 is FLOAT64 [3] on ")
                .hasMessageContaining("its vector FLOAT64 [1]");
        assertThatThrownBy(() -> ForwardMode.jvp(x -> x, X, V.to(DType.FLOAT32)))
                .hasMessageContaining("FLOAT32 [3]");
        assertThatThrownBy(() -> ForwardMode.jvp(x -> x, X, V.forTasks(2)))
                .hasMessageContaining("2 tasks of FLOAT64 [3]");
        assertThatThrownBy(() -> ForwardMode.jvp(x -> x, List.of(X), List.of()))
                .hasMessage("jvp: 1 inputs with 0 vectors; give one vector for each input");
        assertThatThrownBy(() -> ForwardMode.gradient(x -> x.get(0), List.of(X)))
                .hasMessageContaining("gradient: the value [3] is no scalar");
        assertThatThrownBy(() -> ForwardMode.gradient(x -> scalar(1), List.of(scalar(2))))
                .hasMessageContaining("does not depend on the inputs");
        ForwardMode.Result two = ForwardMode.jvp(x -> List.of(X, X), List.of(X), List.of(V));
        assertThatThrownBy(two::value).hasMessageContaining("2 values, not one");
        assertThatThrownBy(
                        () ->
                                ForwardMode.hessianVectorProduct(
                                        x -> scalar(1), List.of(X), List.of(V)))
                .hasMessageContaining("does not require a gradient");
        assertThatThrownBy(
                        () ->
                                ForwardMode.hessianVectorProduct(
                                        x -> x.get(0).sum(), List.of(X, X), List.of(V, V)))
                .hasMessageStartingWith("hessianVectorProduct: input 1, ")
                .hasMessageEndingWith("unless its loss does.");
    }

    /** A computation of any length holds two tensors at a time. */
    @Test
    void keepsNothing() {
        Tensor start = Tensor.ones(DType.FLOAT64, 250_000); // 2 MB
        Tensor slope =
                along(
                        x -> {
                            Tensor y = x;
                            for (int i = 0; i < 2000; i++) { // 8 GB in all
                                y = y.mul(0.999).add(0.001);
                            }
                            return y.mean();
                        },
                        start,
                        start);
        assertThat(slope.item()).isCloseTo(Math.pow(0.999, 2000), within(1e-12));
    }
}
