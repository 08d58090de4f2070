package org.higher.architectures.nd4j;

import org.higher.annotations.Functional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A call of each method of ND4J that twins have: its class, its name and, after that, a case. */
@Functional
class ArrayCalls {
    INDArray array_dup(INDArray x) {
        return x.dup().mul(2);
    }

    INDArray array_detach(INDArray x) {
        return x.detach().mul(2);
    }

    INDArray array_castTo(INDArray x) {
        return x.castTo(DataType.DOUBLE).mul(x.castTo(DataType.DOUBLE));
    }

    INDArray array_transpose(INDArray x) {
        return x.transpose();
    }

    INDArray array_transpose__chain(INDArray x) {
        return x.transpose().mul(3).transpose();
    }

    INDArray array_permute(INDArray x) {
        return x.permute(1, 0);
    }

    INDArray array_permute__3(INDArray x) {
        return x.permute(2, 0, 1);
    }

    INDArray array_reshape(INDArray x) {
        return x.reshape(3, -1);
    }

    INDArray array_reshape__length(INDArray x) {
        return x.reshape(x.length());
    }

    INDArray array_reshape__shape(INDArray x, INDArray y) {
        return x.reshape(y.shape());
    }

    INDArray array_reshape__ints(INDArray x) {
        int[] shape = {1, 6};
        return x.reshape(shape);
    }

    INDArray array_reshape__transposed(INDArray x) {
        return x.transpose().reshape(3, 2);
    }

    INDArray array_ravel(INDArray x) {
        return x.ravel();
    }

    INDArray array_broadcast(INDArray x) {
        return x.broadcast(2, 3);
    }

    INDArray array_slice(INDArray x) {
        return x.slice(1);
    }

    INDArray array_get(INDArray x) {
        return x.get(NDArrayIndex.point(1));
    }

    INDArray array_get__column(INDArray x) {
        return x.get(NDArrayIndex.all(), NDArrayIndex.point(1));
    }

    INDArray array_get__interval(INDArray x) {
        return x.get(NDArrayIndex.interval(0, 2), NDArrayIndex.interval(1, 3));
    }

    INDArray array_get__steps(INDArray x) {
        return x.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2, 3));
    }

    INDArray array_getRow(INDArray x) {
        return x.getRow(1);
    }

    INDArray array_getRow__kept(INDArray x) {
        return x.getRow(1, true);
    }

    INDArray array_getColumn(INDArray x) {
        return x.getColumn(1);
    }

    INDArray array_getColumn__kept(INDArray x) {
        return x.getColumn(1, true);
    }

    INDArray array_rows(INDArray x) {
        return x.mul(x.rows());
    }

    INDArray array_columns(INDArray x) {
        return x.div(x.columns());
    }

    INDArray array_shape(INDArray x) {
        return x.mul(x.shape()[0]);
    }

    INDArray array_length(INDArray x) {
        return x.mul(x.length());
    }

    INDArray array_size(INDArray x) {
        return x.mul(x.size(0));
    }

    INDArray array_rank(INDArray x) {
        return x.mul(x.rank());
    }

    INDArray array_sum(INDArray x) {
        return x.sum();
    }

    INDArray array_sum__0(INDArray x) {
        return x.sum(0);
    }

    INDArray array_sum__1(INDArray x) {
        return x.sum(1);
    }

    INDArray array_sum__last(INDArray x) {
        return x.sum(-1);
    }

    INDArray array_sum__two(INDArray x) {
        return x.sum(0, 1);
    }

    INDArray array_sum__kept(INDArray x) {
        return x.sum(true, 1);
    }

    INDArray array_sum__allKept(INDArray x) {
        return x.sum(true);
    }

    INDArray array_mean(INDArray x) {
        return x.mean();
    }

    INDArray array_mean__0(INDArray x) {
        return x.mean(0);
    }

    INDArray array_mean__1(INDArray x) {
        return x.mean(1);
    }

    INDArray array_mean__last(INDArray x) {
        return x.mean(-1);
    }

    INDArray array_mean__two(INDArray x) {
        return x.mean(0, 1);
    }

    INDArray array_mean__kept(INDArray x) {
        return x.mean(true, 1);
    }

    INDArray array_mean__allKept(INDArray x) {
        return x.mean(true);
    }

    INDArray array_max(INDArray x) {
        return x.max();
    }

    INDArray array_max__0(INDArray x) {
        return x.max(0);
    }

    INDArray array_max__1(INDArray x) {
        return x.max(1);
    }

    INDArray array_max__last(INDArray x) {
        return x.max(-1);
    }

    INDArray array_max__two(INDArray x) {
        return x.max(0, 1);
    }

    INDArray array_max__kept(INDArray x) {
        return x.max(true, 1);
    }

    INDArray array_max__allKept(INDArray x) {
        return x.max(true);
    }

    INDArray array_min(INDArray x) {
        return x.min();
    }

    INDArray array_min__0(INDArray x) {
        return x.min(0);
    }

    INDArray array_min__1(INDArray x) {
        return x.min(1);
    }

    INDArray array_min__last(INDArray x) {
        return x.min(-1);
    }

    INDArray array_min__two(INDArray x) {
        return x.min(0, 1);
    }

    INDArray array_min__kept(INDArray x) {
        return x.min(true, 1);
    }

    INDArray array_min__allKept(INDArray x) {
        return x.min(true);
    }

    INDArray array_norm1(INDArray x) {
        return x.norm1();
    }

    INDArray array_norm1__0(INDArray x) {
        return x.norm1(0);
    }

    INDArray array_norm1__1(INDArray x) {
        return x.norm1(1);
    }

    INDArray array_norm1__last(INDArray x) {
        return x.norm1(-1);
    }

    INDArray array_norm1__two(INDArray x) {
        return x.norm1(0, 1);
    }

    INDArray array_norm1__kept(INDArray x) {
        return x.norm1(true, 1);
    }

    INDArray array_norm1__allKept(INDArray x) {
        return x.norm1(true);
    }

    INDArray array_norm2(INDArray x) {
        return x.norm2();
    }

    INDArray array_norm2__0(INDArray x) {
        return x.norm2(0);
    }

    INDArray array_norm2__1(INDArray x) {
        return x.norm2(1);
    }

    INDArray array_norm2__last(INDArray x) {
        return x.norm2(-1);
    }

    INDArray array_norm2__two(INDArray x) {
        return x.norm2(0, 1);
    }

    INDArray array_norm2__kept(INDArray x) {
        return x.norm2(true, 1);
    }

    INDArray array_norm2__allKept(INDArray x) {
        return x.norm2(true);
    }

    INDArray array_normmax(INDArray x) {
        return x.normmax();
    }

    INDArray array_normmax__0(INDArray x) {
        return x.normmax(0);
    }

    INDArray array_normmax__1(INDArray x) {
        return x.normmax(1);
    }

    INDArray array_normmax__last(INDArray x) {
        return x.normmax(-1);
    }

    INDArray array_normmax__two(INDArray x) {
        return x.normmax(0, 1);
    }

    INDArray array_normmax__kept(INDArray x) {
        return x.normmax(true, 1);
    }

    INDArray array_normmax__allKept(INDArray x) {
        return x.normmax(true);
    }

    INDArray array_std(INDArray x) {
        return x.std();
    }

    INDArray array_std__0(INDArray x) {
        return x.std(0);
    }

    INDArray array_std__1(INDArray x) {
        return x.std(1);
    }

    INDArray array_std__last(INDArray x) {
        return x.std(-1);
    }

    INDArray array_std__two(INDArray x) {
        return x.std(0, 1);
    }

    INDArray array_std__population(INDArray x) {
        return x.std(false, 1);
    }

    INDArray array_var(INDArray x) {
        return x.var();
    }

    INDArray array_var__0(INDArray x) {
        return x.var(0);
    }

    INDArray array_var__1(INDArray x) {
        return x.var(1);
    }

    INDArray array_var__last(INDArray x) {
        return x.var(-1);
    }

    INDArray array_var__two(INDArray x) {
        return x.var(0, 1);
    }

    INDArray array_var__population(INDArray x) {
        return x.var(false, 1);
    }

    INDArray array_std__kept(INDArray x) {
        return x.std(false, true, 1);
    }
}
