package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.array.Window;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What each fluent method computes, on numbers small enough to check by hand. */
class FluentMethodsTest {
    private static final Tensor A = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    private static final Tensor B = Tensor.of(new double[] {3, 2, 1}, 3);
    private static final Tensor S = Tensor.of(new double[] {-0.5, 0, 2}, 3);
    private static final Tensor IMAGE = A.reshape(1, 1, 2, 3);
    private static final Tensor FILTER = Tensor.ones(DType.FLOAT64, 1, 1, 1, 2);
    private static final Tensor SQUARE = Tensor.of(new double[] {4, 2, 1, 2}, 2, 2);
    private static final double E2 = Math.exp(2);

    private static final Map<String, Supplier<Tensor>> ACTUAL = new LinkedHashMap<>();
    private static final Map<String, double[]> EXPECTED = new LinkedHashMap<>();

    static {
        row("add(Tensor)", () -> A.add(B), 4, 4, 4, 7, 7, 7);
        row("add(double)", () -> B.add(10), 13, 12, 11);
        row("sub(Tensor)", () -> A.sub(B), -2, 0, 2, 1, 3, 5);
        row("sub(double)", () -> B.sub(10), -7, -8, -9);
        row("rsub(Tensor)", () -> A.rsub(B), 2, 0, -2, -1, -3, -5);
        row("rsub(double)", () -> B.rsub(10), 7, 8, 9);
        row("mul(Tensor)", () -> A.mul(B), 3, 4, 3, 12, 10, 6);
        row("mul(double)", () -> B.mul(10), 30, 20, 10);
        row("div(Tensor)", () -> A.div(B), 1 / 3., 1, 3, 4 / 3., 2.5, 6);
        row("div(double)", () -> B.div(10), 0.3, 0.2, 0.1);
        row("rdiv(Tensor)", () -> B.rdiv(A), 1 / 3., 1, 3, 4 / 3., 2.5, 6);
        row("rdiv(double)", () -> B.rdiv(6), 2, 3, 6);
        row("pow(double)", () -> B.pow(2), 9, 4, 1);
        row("pow(Tensor)", () -> A.pow(B), 1, 4, 3, 64, 25, 6);
        row("rpow(double)", () -> B.rpow(2), 8, 4, 2);
        row("neg()", () -> B.neg(), -3, -2, -1);
        row("square()", () -> B.square(), 9, 4, 1);
        row("reciprocal()", () -> B.reciprocal(), 1 / 3., 0.5, 1);
        row("exp()", () -> S.exp(), Math.exp(-0.5), 1, E2);
        row("log()", () -> B.log(), Math.log(3), Math.log(2), 0);
        row("sqrt()", () -> B.square().sqrt(), 3, 2, 1);
        row("safeSqrt()", () -> B.square().safeSqrt(), 3, 2, 1);
        row("sin()", () -> S.sin(), Math.sin(-0.5), 0, Math.sin(2));
        row("cos()", () -> S.cos(), Math.cos(-0.5), 1, Math.cos(2));
        row("tanh()", () -> S.tanh(), Math.tanh(-0.5), 0, Math.tanh(2));
        row("sigmoid()", () -> S.sigmoid(), 1 / (1 + Math.exp(0.5)), 0.5, E2 / (1 + E2));
        row(
                "softplus()",
                () -> S.softplus(),
                Math.log(1 + Math.exp(-0.5)),
                Math.log(2),
                Math.log(1 + E2));
        row("erf()", () -> S.erf(), -0.5204998778130465, 0, 0.9953222650189527);
        row("elu(double)", () -> S.elu(3), 3 * (Math.exp(-0.5) - 1), 0, 2);
        row("silu()", () -> S.silu(), -0.5 / (1 + Math.exp(0.5)), 0, 2 * E2 / (1 + E2));
        row("gelu()", () -> S.gelu(), -0.15426876936299344, 0, 1.9544997361036416);
        row("geluTanh()", () -> S.geluTanh(), -0.15428599017485606, 0, 1.954597694087775);
        row("relu()", () -> S.relu(), 0, 0, 2);
        row("leakyRelu(double)", () -> S.leakyRelu(0.1), -0.05, 0, 2);
        row("abs()", () -> S.abs(), 0.5, 0, 2);
        row("sign()", () -> S.sign(), -1, 0, 1);
        row("max(Tensor)", () -> A.max(B), 3, 2, 3, 4, 5, 6);
        row("max(double)", () -> B.max(2), 3, 2, 2);
        row("min(Tensor)", () -> A.min(B), 1, 2, 1, 3, 2, 1);
        row("min(double)", () -> B.min(2), 2, 2, 1);
        row("clamp(double, double)", () -> S.clamp(-0.1, 1), -0.1, 0, 1);
        row("eq(Tensor)", () -> A.get(0).eq(B), 0, 1, 0);
        row("ne(Tensor)", () -> A.get(0).ne(B), 1, 0, 1);
        row("lt(Tensor)", () -> A.get(0).lt(B), 1, 0, 0);
        row("le(Tensor)", () -> A.get(0).le(B), 1, 1, 0);
        row("gt(Tensor)", () -> A.get(0).gt(B), 0, 0, 1);
        row("ge(Tensor)", () -> A.get(0).ge(B), 0, 1, 1);
        row("eq(double)", () -> B.eq(2), 0, 1, 0);
        row("ne(double)", () -> B.ne(2), 1, 0, 1);
        row("lt(double)", () -> B.lt(2), 0, 0, 1);
        row("le(double)", () -> B.le(2), 0, 1, 1);
        row("gt(double)", () -> B.gt(2), 1, 0, 0);
        row("ge(double)", () -> B.ge(2), 1, 1, 0);
        row("where(Tensor, Tensor, Tensor)", () -> Tensor.where(B.gt(1), A, S), 1, 2, 2, 4, 5, 2);

        row("sum(int[])", () -> A.sum(0), 5, 7, 9);
        row("sum(boolean, int[])", () -> A.sum(true, -1).div(A), 6, 3, 2, 15 / 4., 3, 2.5);
        row("mean(int[])", () -> A.mean(1), 2, 5);
        row("mean(boolean, int[])", () -> A.sub(A.mean(true, 1)), -1, 0, 1, -1, 0, 1);
        row("var(int[])", () -> A.var(1), 2 / 3., 2 / 3.);
        row("var(int, boolean, int[])", () -> A.div(A.var(1, true, 1)).get(1), 4, 5, 6);
        row("std(int[])", () -> A.std(0), 1.5, 1.5, 1.5);
        row("std(int, boolean, int[])", () -> A.div(A.std(1, true, 1)).get(1), 4, 5, 6);
        row("cumsum(int)", () -> A.cumsum(1), 1, 3, 6, 4, 9, 15);
        row("amax(int[])", () -> A.amax(1), 3, 6);
        row("amax(boolean, int[])", () -> A.amax(true, 1).sub(A), 2, 1, 0, 2, 1, 0);
        row("amin(int[])", () -> A.amin(0), 1, 2, 3);
        row("amin(boolean, int[])", () -> A.sub(A.amin(true, 1)), 0, 1, 2, 0, 1, 2);
        row("softmax(int)", () -> B.log().softmax(0), 0.5, 1 / 3., 1 / 6.);
        row("logSoftmax(int)", () -> B.log().logSoftmax(0).exp(), 0.5, 1 / 3., 1 / 6.);
        row("logSumExp(int[])", () -> A.log().logSumExp(1).exp(), 6, 15);
        row("logSumExp(boolean, int[])", () -> A.log().logSumExp(true, 0).exp().mul(B), 15, 14, 9);

        row("reshape(int[])", () -> A.reshape(-1, 2).sum(0), 9, 12);
        row("permute(int[])", () -> A.permute(1, 0), 1, 4, 2, 5, 3, 6);
        row("transpose()", () -> A.transpose(), 1, 4, 2, 5, 3, 6);
        row("broadcast(int[])", () -> B.broadcast(2, 3), 3, 2, 1, 3, 2, 1);
        row("squeeze(int)", () -> A.sum(true, 1).squeeze(1), 6, 15);
        row("unsqueeze(int)", () -> A.sum(1).unsqueeze(1).sub(B), 3, 4, 5, 12, 13, 14);
        row("flatten(int)", () -> A.flatten(0).slice(0, 2, 4), 3, 4);
        row("unstack(int)", () -> A.unstack(1).get(2), 3, 6);
        row("slice(int, int, int)", () -> A.slice(1, 1, 3), 2, 3, 5, 6);
        row(
                "slice(int[], int[], int[])",
                () -> A.slice(new int[] {0, 2}, new int[] {2, 2}, new int[] {1, -2}),
                3,
                1,
                6,
                4);
        row("get(int)", () -> A.get(1), 4, 5, 6);
        row("gather(int, int[])", () -> A.gather(1, 2, 2, 0), 3, 3, 1, 6, 6, 4);
        row("scatterAdd(int, int, int[])", () -> B.scatterAdd(0, 4, 1, 3, 1), 0, 4, 0, 2);
        row("concat(int, Tensor, Tensor[])", () -> Tensor.concat(0, B, S), 3, 2, 1, -0.5, 0, 2);
        row("stack(int, Tensor, Tensor[])", () -> Tensor.stack(1, B, S), 3, -0.5, 2, 0, 1, 2);

        row("pick(int, int[])", () -> A.pick(1, 2, 0), 3, 4);
        row("pick(int, Tensor)", () -> A.pick(0, A.argTopk(0, 1).get(0)), 4, 5, 6);
        row(
                "putAlongAxis(int, Tensor, Tensor)",
                () -> A.putAlongAxis(1, S.ge(0).reshape(1, 3), S.reshape(1, 3)),
                -0.5,
                2,
                3,
                -0.5,
                2,
                6);
        row(
                "takeAlongAxis(int, Tensor)",
                () -> A.takeAlongAxis(1, S.ge(0).reshape(1, 3)),
                1,
                2,
                2,
                4,
                5,
                5);
        row("sort(int)", () -> B.sort(0), 1, 2, 3);
        row("sort(int, boolean)", () -> S.sort(0, true), 2, 0, -0.5);
        row("argsort(int)", () -> B.argsort(0), 2, 1, 0);
        row("argsort(int, boolean)", () -> A.argsort(1, true), 2, 1, 0, 2, 1, 0);
        row("topk(int, int)", () -> A.topk(1, 2), 3, 2, 6, 5);
        row("argTopk(int, int)", () -> A.argTopk(0, 1), 1, 1, 1);
        row("flip(int[])", () -> A.flip(1), 3, 2, 1, 6, 5, 4);

        row("mmul(Tensor)", () -> A.mmul(B.reshape(3, 1)), 10, 28);
        row("mmulTransposed(Tensor)", () -> A.mmulTransposed(B.reshape(1, 3)), 10, 28);
        row("transposedMmul(Tensor)", () -> A.transpose().transposedMmul(B.reshape(3, 1)), 10, 28);
        row("dot(Tensor)", () -> B.dot(S), 0.5);
        row(
                "linear(Tensor, Tensor)",
                () -> A.linear(B.reshape(1, 3), Tensor.of(new double[] {7}, 1)),
                17,
                35);
        row("mse(Tensor)", () -> A.mse(A.add(3)), 9);
        row(
                "crossEntropy(Tensor)",
                () -> A.mul(0).exp().crossEntropy(A.mul(0).add(1)),
                3 * Math.log(3));
        row("solve(Tensor)", () -> SQUARE.solve(Tensor.of(new double[] {7, 4}, 2, 1)), 1, 1.5);
        row(
                "solveTriangular(Tensor, boolean)",
                () -> SQUARE.solveTriangular(SQUARE, true),
                0.75,
                0,
                0.5,
                1);
        row(
                "cholesky()",
                () -> SQUARE.mmulTransposed(SQUARE).cholesky(),
                Math.sqrt(20),
                0,
                8 / Math.sqrt(20),
                Math.sqrt(1.8));
        row("inverse()", () -> SQUARE.inverse(), 1 / 3., -1 / 3., -1 / 6., 2 / 3.);
        row("logDet()", () -> SQUARE.logDet(), Math.log(6));
        row("norm2(int[])", () -> A.slice(1, 0, 1).norm2(1), 1, 4);

        row("conv2d(Tensor)", () -> IMAGE.conv2d(FILTER), 3, 5, 9, 11);
        row(
                "conv2d(Tensor, Window, int)",
                () -> IMAGE.conv2d(FILTER, Window.of(1, 2).withStride(1, 2), 1),
                3,
                9);
        row(
                "conv2d(Tensor, Tensor, Window, int)",
                () -> IMAGE.conv2d(FILTER, Tensor.of(new double[] {7}, 1), Window.of(1, 2), 1),
                10,
                12,
                16,
                18);
        row(
                "convTranspose2d(Tensor, Window, int, int, int)",
                () -> IMAGE.convTranspose2d(FILTER, Window.of(1, 2), 1, 2, 4),
                1,
                3,
                5,
                3,
                4,
                9,
                11,
                6);
        row("maxPool2d(Window)", () -> IMAGE.maxPool2d(Window.of(2, 2)), 5, 6);
        row("avgPool2d(Window)", () -> IMAGE.avgPool2d(Window.of(2, 2)), 3, 4);
        row(
                "standardize(double, int[])",
                () -> A.standardize(1 / 3., 1).slice(1, 1, 3),
                0,
                1,
                0,
                1);
        row(
                "normalize(Tensor, Tensor, double, int[])",
                () ->
                        A.normalize(
                                        Tensor.of(new double[] {3, 5}, 2, 1),
                                        Tensor.of(new double[] {1, 0}, 2, 1),
                                        1 / 3.,
                                        1)
                                .slice(1, 1, 3),
                1,
                4,
                0,
                5);
        row(
                "batchNormReluMaxPool2d(Tensor, Tensor, double, Window)",
                () ->
                        Tensor.of(new double[] {0, 2, 0, 2}, 1, 1, 2, 2)
                                .batchNormReluMaxPool2d(
                                        Tensor.of(new double[] {2}, 1),
                                        Tensor.of(new double[] {1}, 1),
                                        3,
                                        Window.of(2, 1)),
                0,
                2);
        row(
                "affine(Tensor, Tensor)",
                () -> A.affine(B.reshape(1, 3), S.reshape(1, 3)),
                2.5,
                4,
                5,
                11.5,
                10,
                8);

        row("asTasks()", () -> A.asTasks().amax().fromTasks(), 3, 6);
        row("fromTasks()", () -> A.asTasks().mul(B).fromTasks(), 3, 4, 3, 12, 10, 6);
        row("forTasks(int)", () -> B.forTasks(2).fromTasks(), 3, 2, 1, 3, 2, 1);
        row("stackTasks(List)", () -> Tensor.stackTasks(List.of(B, S)).sum().fromTasks(), 6, 1.5);
        row("unstackTasks()", () -> A.asTasks().unstackTasks().get(1), 4, 5, 6);
        row("sumOfTasks()", () -> A.asTasks().sumOfTasks(), 5, 7, 9);
        row("meanOfTasks()", () -> A.asTasks().amin().meanOfTasks(), 2.5);
    }

    @Test
    void computesWhatItsNameSays() {
        Assertions.assertAll(ACTUAL.keySet().stream().map(FluentMethodsTest::check));
    }

    @Test
    void everyFluentMethodHasARow() {
        Set<String> methods =
                Stream.of(
                                Arithmetic.class,
                                Reductions.class,
                                Shaping.class,
                                Selection.class,
                                LinearAlgebra.class,
                                Convolution.class,
                                Normalization.class,
                                Batching.class)
                        .flatMap(role -> Arrays.stream(role.getDeclaredMethods()))
                        .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                        .filter(
                                method ->
                                        method.getReturnType() == Tensor.class
                                                || method.getReturnType() == List.class)
                        .map(OpTableTest::signature)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods).hasSizeGreaterThan(60);
        assertThat(ACTUAL.keySet()).containsAll(methods);
    }

    private static Executable check(String method) {
        return () ->
                assertThat(ACTUAL.get(method).get().toDoubles())
                        .as(method)
                        .usingComparatorWithPrecision(1e-14)
                        .containsExactly(EXPECTED.get(method));
    }

    private static void row(String method, Supplier<Tensor> actual, double... expected) {
        ACTUAL.put(method, actual);
        EXPECTED.put(method, expected);
    }
}
