package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.internal.tape.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of everything that can go wrong. */
class ErrorsTest {
    private static final Tensor A = Tensor.zeros(2, 3);
    private static final Tensor B = Tensor.zeros(3, 4);
    private static final Tensor WIDE = Tensor.zeros(DType.FLOAT64, 3);
    private static final Tensor SCALAR = Tensor.scalar(1);
    private static final Tensor P = Tensor.parameter(Tensor.ones(2, 3));

    record Case(Executable call, Class<? extends Throwable> type, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                wrong(
                        () -> A.mul(WIDE),
                        "mul: FLOAT32 [2, 3] and FLOAT64 [3]: element types differ; convert one"
                                + " with to(DType)"),
                wrong(
                        () -> A.add(B),
                        "add: shapes do not broadcast: [2, 3] and [3, 4]; aligned at the last"
                                + " axis, extents must agree or be 1"),
                wrong(() -> A.lt(B), "lt: shapes do not broadcast: [2, 3] and [3, 4]"),
                wrong(() -> A.max(B), "max: shapes do not broadcast: [2, 3] and [3, 4]"),
                wrong(() -> A.pow(WIDE), "pow: FLOAT32 [2, 3] and FLOAT64 [3]: element types"),
                wrong(
                        () -> Tensor.where(B, A, A),
                        "where: the condition [3, 4] does not broadcast with the branches [2, 3]"
                                + " and [2, 3]"),
                wrong(() -> Tensor.where(WIDE, A, A), "where: FLOAT64 [3] and FLOAT32 [2, 3]"),
                wrong(() -> A.clamp(2, 1), "clamp: the bounds [2.0, 1.0] hold no number"),
                wrong(() -> A.clamp(Double.NaN, 1), "clamp: the bounds [NaN, 1.0] hold no number"),
                wrong(() -> A.mmul(A), "mmul: inner dimensions differ: [2, 3] x [2, 3]"),
                wrong(
                        () -> A.transposedMmul(B),
                        "mmul: inner dimensions differ: [2, 3] transposed x [3, 4]"),
                wrong(
                        () -> Tensor.zeros(3).mmul(B),
                        "mmul: [3] x [3, 4]: both need two axes or more; reshape vectors to one"
                                + " row or column"),
                wrong(
                        () -> Tensor.zeros(2, 1, 3).mmul(Tensor.zeros(3, 3, 4)),
                        "mmul: leading axes do not broadcast: [2, 1, 3] x [3, 3, 4]"),
                wrong(() -> A.mmul(WIDE), "mmul: FLOAT32 [2, 3] and FLOAT64 [3]: element types"),
                wrong(() -> A.dot(B), "dot: shapes differ: [2, 3] and [3, 4]"),
                wrong(() -> A.sum(2), "sum: axis 2 of [2, 3] is outside [-2, 2)"),
                wrong(() -> A.mean(1, -1), "mean: axis 1 of [2, 3] is named twice in [1, -1]"),
                wrong(() -> SCALAR.softmax(0), "softmax: a scalar has no axis 0"),
                wrong(
                        () -> Tensor.zeros(2, 0).amax(1),
                        "amax: axis 1 of [2, 0] is empty, and there is no amax of nothing"),
                wrong(() -> Tensor.zeros(2, 0).argMax(1), "argMax: axis 1 of [2, 0] is empty"),
                wrong(() -> A.reshape(4), "reshape: [2, 3] has 6 elements, which do not fill [4]"),
                wrong(() -> A.reshape(-1, 4), "reshape: [2, 3] has 6 elements, which do not fill"),
                wrong(() -> A.reshape(-1, -1), "reshape: [2, 3] has 6 elements, which do not"),
                wrong(() -> A.reshape(-2, -3), "reshape: [2, 3] has 6 elements, which do not"),
                wrong(() -> A.permute(0), "permute: [0] must name each axis of [2, 3] once"),
                wrong(() -> A.permute(1, 1), "permute: [1, 1] must name each axis of [2, 3] once"),
                wrong(() -> A.permute(0, 2), "permute: axis 2 of [2, 3] is outside [-2, 2)"),
                wrong(() -> WIDE.transpose(), "transpose: [3] has fewer than two axes"),
                wrong(() -> A.broadcast(3, 3), "broadcast: [2, 3] can't be broadcast to [3, 3]"),
                wrong(() -> A.broadcast(3), "broadcast: [2, 3] can't be broadcast to [3]"),
                wrong(() -> A.squeeze(0), "squeeze: axis 0 of [2, 3] has an extent of 2, not 1"),
                wrong(() -> A.unsqueeze(4), "unsqueeze: axis 4 of [2, 3] is outside [-3, 3)"),
                outside(
                        () -> A.slice(1, 1, 4),
                        "slice: [1, 4) is not a range within axis 1 of [2, 3]"),
                outside(() -> A.slice(1, 2, 1), "slice: [2, 1) is not a range within axis 1"),
                outside(
                        () -> A.slice(new int[] {0, 1}, new int[] {2, 2}, new int[] {1, -2}),
                        "slice: positions 1 to -1 leave axis 1 of [2, 3]"),
                wrong(
                        () -> A.slice(new int[] {0}, new int[] {2, 2}, new int[] {1, 1}),
                        "slice: [2, 3] needs 2 starts, sizes and steps, not 1, 2 and 2"),
                wrong(
                        () -> A.slice(new int[] {0, 0}, new int[] {2, 2}, new int[] {1, 0}),
                        "slice: axis 1 takes 2 elements in steps of 0"),
                outside(() -> A.get(2), "get: index 2 is outside [-2, 2), of an axis of extent 2"),
                outside(() -> A.get(-3), "get: index -3 is outside [-2, 2)"),
                outside(() -> A.slice(1, -4, 2), "slice: [-4, 2) is not a range within axis 1"),
                outside(() -> A.gather(1, 0, 3), "gather: index 3 is outside [-3, 3)"),
                outside(() -> A.gather(1, -4), "gather: index -4 is outside [-3, 3)"),
                outside(
                        () -> A.scatterAdd(1, 4, 0, 1, 4),
                        "scatterAdd: index 4 is outside [-4, 4)"),
                wrong(
                        () -> A.scatterAdd(1, 4, 0),
                        "scatterAdd: axis 1 of [2, 3] needs 3 indices, not 1"),
                outside(
                        () -> A.pick(1, 0, 3),
                        "pick: index 3 is outside [-3, 3), of an axis of extent 3"),
                wrong(
                        () -> A.pick(1, 0, 1, 2),
                        "pick: [2, 3] has 2 places off axis 1, and there are 3 indices; give one"
                                + " for each place"),
                wrong(() -> SCALAR.pick(0, 0), "pick: a scalar has no axis 0"),
                wrong(
                        () -> A.pick(1, WIDE),
                        "pick: the indices [3] must have one element for each place of [2, 3] off"
                                + " axis 1, as [2] has"),
                wrong(
                        () -> A.pick(0, WIDE.add(0.5)),
                        "pick: index 0.5, at [0], is no whole number; round what was computed"),
                wrong(
                        () -> A.takeAlongAxis(1, WIDE),
                        "takeAlongAxis: [2, 3] and the indices [3] do not fit off axis 1; both need"
                                + " as many axes, with extents that agree or are 1"),
                wrong(() -> A.takeAlongAxis(0, B), "takeAlongAxis: [2, 3] and the indices [3, 4]"),
                wrong(
                        () -> A.takeAlongAxis(1, indices(0, 1, 2, Double.NaN)),
                        "takeAlongAxis: index NaN, at [1, 1], is no whole number"),
                outside(
                        () -> A.takeAlongAxis(1, indices(0, 1, -4, 2)),
                        "takeAlongAxis: index -4, at [1, 0], is outside [-3, 3), of an axis of"
                                + " extent 3"),
                outside(
                        () -> A.takeAlongAxis(1, indices(0, 1, 0, 3).reshape(2, 2, 1).asTasks()),
                        "takeAlongAxis: index 3, at [1, 0] of task 1, is outside [-3, 3)"),
                wrong(
                        () -> A.putAlongAxis(0, B, A),
                        "putAlongAxis: [2, 3] and the indices [3, 4] do not fit off axis 0"),
                wrong(
                        () -> A.mean(true, 1).putAlongAxis(0, A.mul(0), A),
                        "putAlongAxis: the indices have extent 3 of axis 1, and [2, 1] has 1"),
                wrong(
                        () -> A.putAlongAxis(1, indices(0, 1, 2, 0), A),
                        "putAlongAxis: values [2, 3] do not broadcast to [2, 2], the places of the"
                                + " indices"),
                wrong(
                        () -> A.putAlongAxis(1, A, A.to(DType.FLOAT64)),
                        "putAlongAxis: FLOAT32 [2, 3] and FLOAT64 [2, 3]: element types differ"),
                outside(
                        () -> A.putAlongAxis(1, indices(0, 1, -4, 2), SCALAR),
                        "putAlongAxis: index -4, at [1, 0], is outside [-3, 3), of an axis of"
                                + " extent 3"),
                wrong(() -> A.sort(2), "sort: axis 2 of [2, 3] is outside [-2, 2)"),
                wrong(() -> SCALAR.argsort(0), "argsort: a scalar has no axis 0"),
                wrong(
                        () -> A.topk(1, 4),
                        "topk: 4 elements of axis 1 of [2, 3]; give a number in [0, 3]"),
                wrong(() -> A.argTopk(0, -1), "argTopk: -1 elements of axis 0 of [2, 3]; give a"),
                wrong(() -> A.flip(0, -2), "flip: axis 0 of [2, 3] is named twice in [0, -2]"),
                wrong(() -> SCALAR.cumsum(0), "cumsum: a scalar has no axis 0"),
                wrong(
                        () -> A.var(3, false, 1),
                        "var: a correction of 3 over the 3 elements along axes [1] of [2, 3]; it"
                                + " must be at least 0, and leave something to divide by"),
                wrong(() -> SCALAR.std(1, false), "std: a correction of 1 over the 1 elements"),
                wrong(() -> A.var(-1, false), "var: a correction of -1 over the 6 elements"),
                wrong(() -> A.cholesky(), "cholesky: [2, 3] is no square matrix: give [..., n, n]"),
                wrong(() -> WIDE.inverse(), "inverse: [3] is no square matrix: give [..., n, n]"),
                wrong(() -> A.logDet(), "logDet: [2, 3] is no square matrix"),
                wrong(() -> A.solve(A), "solve: [2, 3] is no square matrix"),
                wrong(
                        () -> Tensor.eye(3).solve(A),
                        "solve: [3, 3] and the right-hand sides [2, 3]: give [..., 3, k], a column"
                                + " for each; reshape a vector to one column"),
                wrong(() -> Tensor.eye(3).solve(WIDE), "solve: FLOAT32 [3, 3] and FLOAT64 [3]"),
                wrong(
                        () -> Tensor.ones(2, 3, 3).solve(Tensor.ones(3, 3, 1)),
                        "solve: leading axes do not broadcast: [2, 3, 3] and the right-hand sides"
                                + " [3, 3, 1]"),
                wrong(
                        () -> Tensor.eye(3).solveTriangular(A, true),
                        "solveTriangular: [3, 3] and the right-hand sides [2, 3]"),
                wrong(
                        () -> Tensor.concat(0, A, B),
                        "concat: shapes differ off axis 0: [2, 3] and [3, 4]"),
                wrong(() -> Tensor.concat(0, WIDE, A), "concat: FLOAT64 [3] and FLOAT32 [2, 3]"),
                wrong(() -> Tensor.concat(0, List.of()), "concat: there is nothing to join"),
                wrong(() -> Tensor.stack(0, A, B), "stack: shapes differ: [2, 3] and [3, 4]"),
                wrong(() -> Tensor.stack(0, List.of()), "stack: there is nothing to stack"),
                wrong(
                        () -> Tensor.of(new float[] {1, 2}, 3),
                        "of: 2 values do not fill the shape [3], which has 3 elements"),
                state(() -> A.item(), "item: [2, 3] has 6 elements, not one"),
                state(
                        () -> P.square().assign(A),
                        "assign: FLOAT32 [2, 3] is the result of a recorded operation; only leaves"
                                + " can be assigned"),
                wrong(() -> P.assign(B), "assign: shapes differ: [2, 3] and [3, 4]"),
                wrong(() -> P.assign(A.to(DType.FLOAT64)), "assign: FLOAT32 [2, 3] and FLOAT64"),
                wrong(
                        () -> P.backward(),
                        "backward: the output [2, 3] is no scalar; reduce it, for example with"
                                + " mean(), or give seeds to Grad.of"),
                wrong(
                        () -> A.sum().backward(),
                        "backward: the output [FLOAT32 []] does not require a gradient: it depends"
                                + " on no parameter, or was computed within NoGrad or after"
                                + " detach"),
                wrong(
                        () -> Grad.grad(NoGrad.get(() -> P.sum()), List.of(P)),
                        "grad: the output [FLOAT32 []] does not require a gradient"),
                wrong(() -> Grad.of(P).seeds(A, A).with(P), "grad: 1 outputs with 2 seeds"),
                wrong(
                        () -> Grad.of(P).seeds(B).with(P),
                        "grad: output 0 is [2, 3], and its seed [3, 4]; the shapes must agree"),
                wrong(() -> Grad.of(P).seeds(WIDE).with(P), "grad: FLOAT32 [2, 3] and FLOAT64 [3]"),
                state(
                        () -> {
                            Op bad = Op.op("bad", P.sum().value().data());
                            Tensor y =
                                    Tensor.tensor(
                                            bad.wrt(P.value(), g -> A.sum(0).value()).record());
                            Grad.grad(y, List.of(P));
                        },
                        "bad: its rule gave a gradient [3] for an argument [2, 3]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void saysWhatIsWrong(Case wrong) {
        assertThatThrownBy(wrong.call::execute)
                .isExactlyInstanceOf(wrong.type)
                .hasMessageStartingWith(wrong.message);
    }

    @Test
    void devicesAreNotMixed() {
        Tensor there = A.to(Backends.device("nd4j"));
        assertThatThrownBy(() -> A.mul(there))
                .hasMessageStartingWith("mul: FLOAT32 [2, 3] on host (")
                .hasMessageContaining("and FLOAT32 [2, 3] on nd4j (")
                .hasMessageEndingWith("devices differ; move one with to(Device)");
    }

    @Test
    void tensorsDescribeThemselves() {
        assertThat(Tensor.of(new float[] {0.1f, 2}, 2))
                .hasToString("Tensor(FLOAT32 [2] on host: 0.1, 2.0)");
        assertThat(P.sum()).hasToString("Tensor(FLOAT32 [] on host: 6.0; requires grad)");
        assertThat(Tensor.zeros(DType.FLOAT64, 20).toString()).endsWith("0.0, ...)");
    }

    private static Tensor indices(double... values) {
        return Tensor.of(values, values.length / 2, 2);
    }

    private static Case wrong(Executable call, String message) {
        return new Case(call, IllegalArgumentException.class, message);
    }

    private static Case state(Executable call, String message) {
        return new Case(call, IllegalStateException.class, message);
    }

    private static Case outside(Executable call, String message) {
        return new Case(call, IndexOutOfBoundsException.class, message);
    }
}
