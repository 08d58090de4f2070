package org.higher.tensor;

import static org.higher.tensor.OpRow.CONDITION;
import static org.higher.tensor.OpRow.NONZERO;
import static org.higher.tensor.OpRow.POSITIVE;
import static org.higher.tensor.OpRow.REAL;
import static org.higher.tensor.OpRow.between;
import static org.higher.tensor.OpRow.binary;
import static org.higher.tensor.OpRow.several;
import static org.higher.tensor.OpRow.shaped;
import static org.higher.tensor.OpRow.unary;
import static org.higher.tensor.Tensor.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.HostBackend;
import org.higher.internal.ops.ComparisonOps;
import org.higher.internal.ops.FunctionOps;
import org.higher.internal.ops.IndexOps;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.ops.linalg.ProductOps;

/** The op table: one row or more for each method of the op tables. */
final class OpTable {
    static final List<OpRow> ROWS = rows();

    private OpTable() {}

    private static List<OpRow> rows() {
        List<OpRow> rows = new ArrayList<>();
        rows.addAll(arithmetic());
        rows.addAll(functions());
        rows.addAll(selection());
        rows.addAll(reductions());
        rows.addAll(shapes());
        rows.addAll(indexing());
        rows.addAll(SelectionRows.rows());
        rows.addAll(products());
        rows.addAll(MatrixRows.rows());
        rows.addAll(ImageRows.rows());
        rows.addAll(tasks());
        return rows;
    }

    private static List<OpRow> arithmetic() {
        return List.of(
                binary("add(Tensor, Tensor)", 3, REAL, REAL, x -> x[0].add(x[1])),
                unary("add(Tensor, double)", 3, REAL, x -> x.add(1.5)),
                binary("sub(Tensor, Tensor)", 3, REAL, REAL, x -> x[0].sub(x[1])),
                unary("sub(Tensor, double)", 3, REAL, x -> x.sub(1.5)),
                unary("rsub(Tensor, double)", 3, REAL, x -> x.rsub(1.5)),
                binary("mul(Tensor, Tensor)", 3, REAL, REAL, x -> x[0].mul(x[1])),
                unary("mul(Tensor, double)", 3, REAL, x -> x.mul(1.5)),
                binary("div(Tensor, Tensor)", 3, REAL, NONZERO, x -> x[0].div(x[1])),
                unary("div(Tensor, double)", 3, REAL, x -> x.div(1.5)),
                unary("rdiv(Tensor, double)", 3, NONZERO, x -> x.rdiv(1.5)),
                unary("neg(Tensor)", 3, REAL, Tensor::neg),
                unary("square(Tensor)", 3, REAL, Tensor::square),
                unary("reciprocal(Tensor)", 3, NONZERO, Tensor::reciprocal),
                unary("pow(Tensor, double)", 3, POSITIVE, x -> x.pow(2.7)),
                unary("pow(Tensor, double)", 3, NONZERO, x -> x.pow(-2)),
                unary("pow(Tensor, double)", 3, REAL, x -> x.pow(3)),
                unary("pow(Tensor, double)", 3, REAL, x -> x.pow(2)),
                unary("pow(Tensor, double)", 3, REAL, x -> x.pow(1)),
                unary("pow(Tensor, double)", 3, REAL, x -> x.pow(0)),
                binary("pow(Tensor, Tensor)", 3, POSITIVE, REAL, x -> x[0].pow(x[1])),
                unary("rpow(Tensor, double)", 3, REAL, x -> x.rpow(1.5)));
    }

    private static List<OpRow> functions() {
        return List.of(
                unary("exp(Tensor)", 3, REAL, Tensor::exp),
                unary("log(Tensor)", 3, POSITIVE, Tensor::log),
                unary("sin(Tensor)", 3, REAL, Tensor::sin),
                unary("cos(Tensor)", 3, REAL, Tensor::cos),
                unary("sqrt(Tensor)", 3, POSITIVE, Tensor::sqrt),
                unary("safeSqrt(Tensor)", 3, POSITIVE, Tensor::safeSqrt),
                unary("tanh(Tensor)", 3, REAL, Tensor::tanh),
                unary("sigmoid(Tensor)", 3, REAL, Tensor::sigmoid),
                binary(
                        "tanhVjp(Tensor, Tensor)",
                        3,
                        REAL,
                        REAL,
                        x -> tensor(FunctionOps.tanhVjp(x[0].value(), x[1].value()))),
                binary(
                        "sigmoidVjp(Tensor, Tensor)",
                        3,
                        REAL,
                        REAL,
                        x -> tensor(FunctionOps.sigmoidVjp(x[0].value(), x[1].value()))),
                binary(
                        "reluVjp(Tensor, Tensor)",
                        3,
                        REAL,
                        NONZERO,
                        x -> tensor(FunctionOps.reluVjp(x[0].value(), x[1].value()))),
                unary("softplus(Tensor)", 3, REAL, Tensor::softplus),
                unary("erf(Tensor)", 3, REAL, Tensor::erf),
                unary("elu(Tensor, double)", 3, NONZERO, x -> x.elu(1.3)),
                unary("silu(Tensor)", 3, REAL, Tensor::silu),
                unary("gelu(Tensor)", 3, REAL, Tensor::gelu),
                unary("geluTanh(Tensor)", 3, REAL, Tensor::geluTanh),
                unary("relu(Tensor)", 2, NONZERO, Tensor::relu),
                unary("leakyRelu(Tensor, double)", 2, NONZERO, x -> x.leakyRelu(0.1)),
                unary("abs(Tensor)", 2, NONZERO, Tensor::abs),
                unary("sign(Tensor)", 2, NONZERO, Tensor::sign),
                unary("dup(Tensor)", 3, REAL, Tensor::dup),
                // single precision on the way would be too coarse for the differences
                unary("to(Tensor, DType)", 0, REAL, x -> x.detach().to(DType.FLOAT32)),
                unary("toNumber(Tensor)", 2, REAL, x -> x.sum().toNumber().mul(x)),
                unary(
                        "to(Tensor, Device)",
                        2,
                        REAL,
                        x -> x.to(HostBackend.instance().device()).square().to(x.device())));
    }

    private static List<OpRow> selection() {
        return List.of(
                binary("max(Tensor, Tensor)", 2, REAL, REAL, x -> x[0].max(x[1])),
                unary("max(Tensor, double)", 2, NONZERO, x -> x.max(0)),
                binary("min(Tensor, Tensor)", 2, REAL, REAL, x -> x[0].min(x[1])),
                unary("min(Tensor, double)", 2, NONZERO, x -> x.min(0)),
                unary("clamp(Tensor, double, double)", 2, NONZERO, x -> x.clamp(-1, 1)),
                binary(
                        "where(Tensor, Tensor, Tensor)",
                        2,
                        REAL,
                        REAL,
                        x -> Tensor.where(x[0].gt(0.3), x[0].square(), x[1].square())),
                new OpRow(
                        "where(Tensor, Tensor, Tensor)",
                        2,
                        x -> Tensor.where(x[0].gt(0.5), x[1].square(), x[2].square()),
                        List.of(CONDITION, REAL, REAL),
                        List.of(
                                new int[][] {{2, 3}, {3}, {1, 1}},
                                new int[][] {{}, {2, 3}, {}},
                                new int[][] {{3, 2}, {1}, {}})),
                unary(
                        "keep(Tensor, Tensor)",
                        2,
                        NONZERO,
                        x -> tensor(ComparisonOps.keep(x.gt(0).value(), x.value()))),
                binary(
                        "compare(Binary, Tensor, Tensor)",
                        0,
                        REAL,
                        REAL,
                        x -> tensor(ComparisonOps.compare(Binary.LT, x[0].value(), x[1].value()))),
                unary("compare(Binary, Tensor, double)", 0, REAL, x -> x.lt(0.5)));
    }

    private static List<OpRow> reductions() {
        return List.of(
                unary("sum(Tensor, boolean, int[])", 2, REAL, x -> x.square().sum()),
                shaped("sum(Tensor, boolean, int[])", 2, x -> x.square().sum(0, -1), 2, 3, 4),
                shaped("sum(Tensor, boolean, int[])", 2, x -> x.square().sum(true, 1), 2, 3, 1),
                shaped("mean(Tensor, boolean, int[])", 2, x -> x.square().mean(true), 2, 3),
                shaped("mean(Tensor, boolean, int[])", 2, x -> x.square().mean(1), 2, 3, 4),
                shaped("mean(Tensor, boolean, int[])", 2, x -> x.square().mean(true, 2), 2, 3, 1),
                shaped("var(Tensor, int, boolean, int[])", 3, x -> x.var(), 2, 3),
                shaped("var(Tensor, int, boolean, int[])", 3, x -> x.var(0, true, 1), 2, 3, 2),
                shaped("var(Tensor, int, boolean, int[])", 2, x -> x.var(1, false, 0, -1), 2, 2, 3),
                shaped("var(Tensor, int, boolean, int[])", 2, x -> x.var().mul(x)),
                shaped("std(Tensor, int, boolean, int[])", 3, x -> x.std(), 2, 3),
                shaped("std(Tensor, int, boolean, int[])", 3, x -> x.std(1, true, 1), 2, 3, 2),
                shaped("amax(Tensor, boolean, int[])", 2, x -> x.amax(1).square(), 2, 3, 4),
                shaped("amax(Tensor, boolean, int[])", 2, x -> x.amax(true, 0, 2), 2, 3, 4),
                shaped("amin(Tensor, boolean, int[])", 2, x -> x.amin().square(), 2, 3, 4),
                shaped("amin(Tensor, boolean, int[])", 2, x -> x.amin(true, -1), 2, 3, 4),
                shaped(
                        "sumTo(Tensor, int[], int, String)",
                        2,
                        x ->
                                tensor(
                                        ReductionOps.sumTo(
                                                x.square().value(),
                                                new int[] {3, 1},
                                                x.taskCount(),
                                                "test")),
                        2,
                        3,
                        4),
                shaped(
                        "kept(Tensor, int[], int[])",
                        2,
                        x ->
                                tensor(
                                        ReductionOps.kept(
                                                x.square().value(),
                                                new int[] {2, 5, 3},
                                                new int[] {1})),
                        2,
                        3),
                shaped("softmax(Tensor, int)", 3, x -> x.softmax(1), 2, 3),
                shaped("softmax(Tensor, int)", 3, x -> x.softmax(0), 3, 1, 2),
                shaped("logSoftmax(Tensor, int)", 3, x -> x.logSoftmax(-1), 2, 3),
                shaped("logSoftmax(Tensor, int)", 3, x -> x.logSoftmax(0), 3, 1, 2),
                shaped("logSumExp(Tensor, boolean, int[])", 3, x -> x.logSumExp(true), 2, 3),
                shaped("logSumExp(Tensor, boolean, int[])", 3, x -> x.logSumExp(1), 2, 3, 2),
                shaped("logSumExp(Tensor, boolean, int[])", 3, x -> x.logSumExp(0, 2), 2, 3, 2));
    }

    private static List<OpRow> shapes() {
        return List.of(
                shaped("reshape(Tensor, int[])", 2, x -> x.square().reshape(3, -1), 2, 3),
                shaped("reshape(Tensor, int[])", 2, x -> x.square().reshape(), 1, 1),
                shaped("permute(Tensor, int[])", 2, x -> x.square().permute(2, 0, 1), 2, 3, 4),
                shaped("transpose(Tensor)", 2, x -> x.square().transpose(), 2, 3, 4),
                shaped("broadcast(Tensor, int[])", 2, x -> x.square().broadcast(4, 2, 3), 2, 1),
                shaped("broadcast(Tensor, int[])", 2, x -> x.square().broadcast(2)),
                shaped("squeeze(Tensor, int)", 2, x -> x.square().squeeze(1), 2, 1, 3),
                shaped("unsqueeze(Tensor, int)", 2, x -> x.square().unsqueeze(-1), 2, 3),
                shaped("flatten(Tensor, int)", 2, x -> x.square().flatten(1), 2, 3, 4),
                shaped("flatten(Tensor, int)", 2, x -> x.square().flatten(0)));
    }

    private static List<OpRow> indexing() {
        return List.of(
                shaped("slice(Tensor, int, int, int)", 2, x -> x.square().slice(1, 1, 3), 2, 4),
                shaped("slice(Tensor, int, int, int)", 2, x -> x.square().slice(0, 2, 2), 2, 4),
                shaped(
                        "slice(Tensor, int[], int[], int[])",
                        2,
                        x ->
                                x.square()
                                        .slice(
                                                new int[] {1, 4},
                                                new int[] {2, 3},
                                                new int[] {1, -2}),
                        3,
                        5),
                shaped(
                        "embed(Tensor, int[], int[], int[])",
                        2,
                        x ->
                                tensor(
                                        IndexOps.embed(
                                                x.square().value(),
                                                new int[] {4, 5},
                                                new int[] {1, 0},
                                                new int[] {2, 2})),
                        2,
                        3),
                shaped("get(Tensor, int)", 2, x -> x.square().get(1), 2, 3),
                shaped("gather(Tensor, int, int[])", 2, x -> x.square().gather(1, 2, 0, 2), 2, 3),
                shaped("gather(Tensor, int, int[])", 2, x -> x.square().gather(0), 2, 3),
                shaped(
                        "scatterAdd(Tensor, int, int, int[])",
                        2,
                        x -> x.square().scatterAdd(-1, 5, 4, 0, 4),
                        2,
                        3),
                shaped(
                        "unstack(Tensor, int)",
                        2,
                        x -> {
                            List<Tensor> parts = x.square().unstack(1);
                            return parts.get(2).mul(parts.get(0)).add(parts.get(2).square());
                        },
                        2,
                        3,
                        2),
                shaped("unstack(Tensor, int)", 2, x -> x.unstack(-1).get(0).square(), 3, 1),
                several(
                        "concat(int, List)",
                        2,
                        x -> Tensor.concat(1, x[0].square(), x[1].square(), x[2].square()),
                        new int[] {2, 3},
                        new int[] {2, 0},
                        new int[] {2, 1}),
                several(
                        "stack(int, List)",
                        2,
                        x -> Tensor.stack(-1, x[0].square(), x[1].square()),
                        new int[] {2, 3},
                        new int[] {2, 3}));
    }

    private static List<OpRow> products() {
        List<OpRow> rows = new ArrayList<>();
        int[][][] leads = {{{}, {}}, {{2}, {}}, {{3, 1}, {2}}, {{}, {1}}};
        for (int transposed = 0; transposed < 4; transposed++) {
            boolean a = transposed % 2 == 1;
            boolean b = transposed >= 2;
            for (int[][] lead : leads) {
                rows.add(
                        several(
                                "mmul(Tensor, Tensor, boolean, boolean)",
                                3,
                                x -> tensor(ProductOps.mmul(x[0].value(), x[1].value(), a, b)),
                                a ? join(lead[0], 4, 3) : join(lead[0], 3, 4),
                                b ? join(lead[1], 2, 4) : join(lead[1], 4, 2)));
            }
        }
        int[] empty = {3, 0};
        rows.add(
                several(
                        "mmul(Tensor, Tensor, boolean, boolean)",
                        2,
                        x -> x[0].mmulTransposed(x[1]),
                        empty,
                        empty));
        int[] matrix = {2, 3};
        for (int[] lead : new int[][] {{}, {2}}) {
            rows.add(
                    several(
                            "linear(Tensor, Tensor, Tensor)",
                            3,
                            x -> x[0].linear(x[1], x[2]),
                            join(lead, 2, 3),
                            new int[] {4, 3},
                            new int[] {4}));
        }
        rows.add(several("mse(Tensor, Tensor)", 3, x -> x[0].mse(x[1]), matrix, matrix));
        rows.add(
                several("mse(Tensor, Tensor)", 3, x -> x[0].mse(x[1]), new int[] {}, new int[] {}));
        rows.add(
                several(
                        "crossEntropy(Tensor, Tensor)",
                        3,
                        x -> x[0].crossEntropy(x[1]),
                        matrix,
                        matrix));
        rows.add(several("dot(Tensor, Tensor)", 3, x -> x[0].dot(x[1]), matrix, matrix));
        rows.add(unary("norm2(Tensor, int[])", 3, between(0.5, 2), Tensor::norm2));
        rows.add(shaped("norm2(Tensor, int[])", 3, x -> x.norm2(1), 2, 3));
        return rows;
    }

    private static List<OpRow> tasks() {
        int[] matrix = {2, 3};
        return List.of(
                shaped(
                        "unstackTasks(Tensor)",
                        3,
                        x -> x.asTasks().softmax(0).unstackTasks().get(1),
                        2,
                        3),
                shaped("asTasks(Tensor)", 3, x -> x.asTasks().softmax(0).sumOfTasks(), 2, 3),
                shaped("fromTasks(Tensor)", 3, x -> x.asTasks().softmax(0).fromTasks(), 2, 3),
                shaped(
                        "forTasks(Tensor, int)",
                        2,
                        x -> x.asTasks().mul(x.get(0).forTasks(2)).sumOfTasks(),
                        2,
                        3),
                several(
                        "stackTasks(List)",
                        3,
                        x -> Tensor.stackTasks(List.of(x)).softmax(1).mul(x[1]).fromTasks(),
                        matrix,
                        matrix));
    }

    private static int[] join(int[] lead, int rows, int columns) {
        int[] shape = Arrays.copyOf(lead, lead.length + 2);
        shape[lead.length] = rows;
        shape[lead.length + 1] = columns;
        return shape;
    }
}
