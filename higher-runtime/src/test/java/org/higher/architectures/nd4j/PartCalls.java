package org.higher.architectures.nd4j;

import java.util.List;
import org.higher.annotations.Functional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Calls of ND4J that read, write, repeat or ask about a part or the shape of an array. */
@Functional
class PartCalls {
    INDArray array_assign(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(x.length(), y);
        z.assign(y);
        return z.mul(x);
    }

    INDArray array_assign__number(INDArray x) {
        INDArray z = x.mul(2);
        z.assign(0.5);
        return z.mul(x);
    }

    INDArray array_putRow(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(x.columns(), y);
        z.putRow(1, y.mul(3));
        return z.mul(x);
    }

    INDArray array_putRow__same(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(x.columns(), y);
        z.putRow(0, y);
        return z;
    }

    INDArray array_putColumn(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(x.rows(), y);
        z.putColumn(1, y);
        return z.mul(2);
    }

    INDArray array_put(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(x.columns(), y);
        z.put(new INDArrayIndex[] {NDArrayIndex.point(1), NDArrayIndex.all()}, y);
        return z.mul(x);
    }

    INDArray array_put__interval(INDArray x, INDArray y) {
        INDArray z = x.mul(2);
        INDArray part = y.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
        ArrayHelpers.checkLength(2 * x.rows(), part);
        z.put(new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.interval(0, 2)}, part);
        return z.mul(x);
    }

    INDArray array_put__block(INDArray x, INDArray y) {
        INDArray z = Nd4j.zerosLike(x);
        ArrayHelpers.checkLength(x.length() / x.size(0), y);
        z.put(new INDArrayIndex[] {NDArrayIndex.point(0)}, y);
        return z.add(x);
    }

    INDArray array_put__element(INDArray x) {
        INDArray z = x.mul(2);
        ArrayHelpers.checkLength(6, x);
        z.put(0, 1, 0.25);
        z.put(0, 0, x.sum());
        z.put(new int[] {1, 2}, x.mean());
        return z.mul(x);
    }

    INDArray array_putScalar(INDArray x) {
        INDArray z = x.mul(2);
        z.putScalar(1, 0.5);
        return z.mul(x);
    }

    INDArray array_putScalar__position(INDArray x) {
        INDArray z = x.mul(2);
        z.putScalar(0, 2, 0.5);
        z.putScalar(new int[] {0, 1}, 3);
        z.putScalar(new long[] {1, 1}, 4.0f);
        return z.mul(x);
    }

    INDArray array_putScalar__three(INDArray x) {
        INDArray z = x.mul(2);
        z.putScalar(1, 0, 2, 0.5);
        return z.mul(x);
    }

    INDArray array_getRows(INDArray x) {
        return x.getRows(1, 0, 1);
    }

    INDArray array_getColumns(INDArray x) {
        return x.getColumns(2, 0);
    }

    INDArray array_getScalar(INDArray x) {
        return x.mul(x.getScalar(1));
    }

    INDArray array_getScalar__position(INDArray x) {
        return x.mul(x.getScalar(1, 2)).add(x.getScalar(new long[] {0, 1}));
    }

    INDArray array_tensorAlongDimension(INDArray x) {
        return x.tensorAlongDimension(1, 1);
    }

    INDArray array_tensorAlongDimension__two(INDArray x) {
        return x.tensorAlongDimension(2, 0, 1);
    }

    INDArray array_tensorAlongDimension__reversed(INDArray x) {
        return x.tensorAlongDimension(1, 2, 0);
    }

    INDArray array_swapAxes(INDArray x) {
        return x.swapAxes(0, 1);
    }

    INDArray array_reshape__order(INDArray x) {
        return x.reshape('c', 3, 2);
    }

    INDArray array_reshape__orderOfMany(INDArray x) {
        return x.reshape('c', 1, 3, 1, 2);
    }

    INDArray array_dup__order(INDArray x) {
        return x.dup('f').ravel().add(x.dup('f').reshape(x.length()));
    }

    INDArray array_dataType(INDArray x) {
        return x.add(Nd4j.ones(x.dataType(), 3));
    }

    INDArray array_isScalar(INDArray x) {
        return x.mul(x.isScalar() ? 2 : 3);
    }

    INDArray array_isMatrix(INDArray x) {
        return x.mul(x.isMatrix() ? 2 : 3);
    }

    INDArray array_isSquare(INDArray x) {
        return x.mul(x.isSquare() ? 2 : 3);
    }

    INDArray array_prod(INDArray x) {
        return x.prod();
    }

    INDArray array_prod__0(INDArray x) {
        return x.prod(0);
    }

    INDArray array_prod__last(INDArray x) {
        return x.prod(-1);
    }

    INDArray array_prod__kept(INDArray x) {
        return x.prod(true, 1);
    }

    INDArray array_prod__two(INDArray x) {
        return x.prod(0, 1);
    }

    INDArray array_prod__zero(INDArray x) {
        return x.sub(x.getScalar(0)).prod(0);
    }

    INDArray array_cumsum(INDArray x) {
        return x.cumsum(0);
    }

    INDArray array_cumsum__1(INDArray x) {
        return x.cumsum(1);
    }

    INDArray array_cumsum__last(INDArray x) {
        return x.cumsum(-1);
    }

    INDArray array_argMax(INDArray x) {
        return x.sum(1).mul(x.argMax(1).castTo(DataType.DOUBLE));
    }

    INDArray array_argMax__all(INDArray x) {
        return x.mul(x.argMax().castTo(DataType.DOUBLE));
    }

    INDArray nd4j_argMax(INDArray x) {
        return x.sum(0).mul(Nd4j.argMax(x, 0).castTo(DataType.DOUBLE));
    }

    INDArray nd4j_tile(INDArray x) {
        return Nd4j.tile(x, 2, 3);
    }

    INDArray nd4j_toFlattened(INDArray x, INDArray y) {
        return Nd4j.toFlattened(x, y);
    }

    INDArray nd4j_toFlattened__one(INDArray x) {
        return Nd4j.toFlattened(x);
    }

    INDArray nd4j_toFlattened__list(INDArray x, INDArray y) {
        return Nd4j.toFlattened(List.of(x, y));
    }

    INDArray nd4j_createUninitialized(INDArray x) {
        INDArray z = Nd4j.createUninitialized(DataType.DOUBLE, 3);
        z.assign(2);
        return x.mul(z);
    }

    INDArray nd4j_matmul(INDArray x, INDArray y) {
        return Nd4j.matmul(x, y);
    }

    INDArray linalg_mmul(INDArray x, INDArray y) {
        return Nd4j.linalg().mmul(x, y);
    }

    INDArray linalg_matmul(INDArray x, INDArray y) {
        return Nd4j.linalg().matmul(x, y);
    }

    INDArray nd4j_gemm(INDArray x, INDArray y) {
        return Nd4j.gemm(x, y, false, true);
    }

    INDArray nd4j_gemm__first(INDArray x, INDArray y) {
        return Nd4j.gemm(x, y, true, false);
    }

    INDArray nd4j_sum(INDArray x) {
        return Nd4j.sum(x).add(Nd4j.sum(x, 1));
    }

    INDArray nd4j_mean(INDArray x) {
        return Nd4j.mean(x).add(Nd4j.mean(x, 0));
    }

    INDArray nd4j_max(INDArray x) {
        return Nd4j.max(x).add(Nd4j.max(x, 1));
    }

    INDArray nd4j_min(INDArray x) {
        return Nd4j.min(x).add(Nd4j.min(x, 0));
    }

    INDArray nd4j_std(INDArray x) {
        return Nd4j.std(x).add(Nd4j.std(x, 1));
    }

    INDArray nd4j_var(INDArray x) {
        return Nd4j.var(x).add(Nd4j.var(x, 0));
    }

    INDArray nd4j_prod(INDArray x) {
        return Nd4j.prod(x).add(Nd4j.prod(x, 1));
    }

    INDArray booleanindexing_replaceWhere(INDArray x) {
        INDArray z = x.mul(2);
        BooleanIndexing.replaceWhere(z, 0.1, Conditions.lessThan(0.5));
        BooleanIndexing.replaceWhere(z, z.mul(z), Conditions.greaterThanOrEqual(1));
        return z.mul(x);
    }

    INDArray booleanindexing_replaceWhere__number(INDArray x) {
        INDArray z = x.mul(2);
        BooleanIndexing.replaceWhere(z, x.sumNumber(), Conditions.absLessThan(0.5));
        BooleanIndexing.replaceWhere(z, 7, Conditions.isNan());
        return z;
    }

    INDArray array_replaceWhere(INDArray x) {
        return x.mul(2).replaceWhere(x.mul(x), Conditions.greaterThan(0.4)).mul(x);
    }

    INDArray array_replaceWhere__conditions(INDArray x) {
        INDArray z = Transforms.log(x);
        z.replaceWhere(x, Conditions.isNan());
        z.replaceWhere(x.mul(3), Conditions.absGreaterThan(1));
        return z.replaceWhere(x, Conditions.lessThanOrEqual(0.1));
    }

    INDArray array_like(INDArray x) {
        return x.like().addi(x).mul(x);
    }

    INDArray array_ulike(INDArray x) {
        INDArray z = x.ulike();
        z.assign(x);
        return z.mul(x);
    }

    INDArray array_reshape__columns(INDArray x) {
        return x.reshape('f', 3, 2).mul(2).reshape('f', 1, -1);
    }

    INDArray array_prod__long(INDArray x) {
        INDArray z = Nd4j.concat(0, x, x.mul(0.5), x.add(0.5));
        return z.cumsum(0).add(z.prod(0));
    }
}
