package org.higher.architectures.nd4j;

import org.higher.annotations.Functional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A call of each method of ND4J that twins have: its class, its name and, after that, a case. */
@Functional
class ArithmeticCalls {
    INDArray array_add(INDArray x, INDArray y) {
        return x.add(y);
    }

    INDArray array_add__number(INDArray x) {
        return x.add(1.5);
    }

    INDArray array_addi(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.addi(y);
        return z;
    }

    INDArray array_addi__number(INDArray x) {
        final INDArray z = x.dup();
        z.addi(2);
        return z;
    }

    INDArray array_addRowVector(INDArray x, INDArray y) {
        return x.addRowVector(y);
    }

    INDArray array_addiRowVector(INDArray x, INDArray y) {
        return x.mul(2).addiRowVector(y);
    }

    INDArray array_addColumnVector(INDArray x, INDArray y) {
        return x.addColumnVector(y);
    }

    INDArray array_addiColumnVector(INDArray x, INDArray y) {
        return x.mul(2).addiColumnVector(y);
    }

    INDArray array_sub(INDArray x, INDArray y) {
        return x.sub(y);
    }

    INDArray array_sub__number(INDArray x) {
        return x.sub(1.5);
    }

    INDArray array_subi(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.subi(y);
        return z;
    }

    INDArray array_subi__number(INDArray x) {
        final INDArray z = x.dup();
        z.subi(2);
        return z;
    }

    INDArray array_subRowVector(INDArray x, INDArray y) {
        return x.subRowVector(y);
    }

    INDArray array_subiRowVector(INDArray x, INDArray y) {
        return x.mul(2).subiRowVector(y);
    }

    INDArray array_subColumnVector(INDArray x, INDArray y) {
        return x.subColumnVector(y);
    }

    INDArray array_subiColumnVector(INDArray x, INDArray y) {
        return x.mul(2).subiColumnVector(y);
    }

    INDArray array_mul(INDArray x, INDArray y) {
        return x.mul(y);
    }

    INDArray array_mul__number(INDArray x) {
        return x.mul(1.5);
    }

    INDArray array_muli(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.muli(y);
        return z;
    }

    INDArray array_muli__number(INDArray x) {
        final INDArray z = x.dup();
        z.muli(2);
        return z;
    }

    INDArray array_mulRowVector(INDArray x, INDArray y) {
        return x.mulRowVector(y);
    }

    INDArray array_muliRowVector(INDArray x, INDArray y) {
        return x.mul(2).muliRowVector(y);
    }

    INDArray array_mulColumnVector(INDArray x, INDArray y) {
        return x.mulColumnVector(y);
    }

    INDArray array_muliColumnVector(INDArray x, INDArray y) {
        return x.mul(2).muliColumnVector(y);
    }

    INDArray array_div(INDArray x, INDArray y) {
        return x.div(y);
    }

    INDArray array_div__number(INDArray x) {
        return x.div(1.5);
    }

    INDArray array_divi(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.divi(y);
        return z;
    }

    INDArray array_divi__number(INDArray x) {
        final INDArray z = x.dup();
        z.divi(2);
        return z;
    }

    INDArray array_divRowVector(INDArray x, INDArray y) {
        return x.divRowVector(y);
    }

    INDArray array_diviRowVector(INDArray x, INDArray y) {
        return x.mul(2).diviRowVector(y);
    }

    INDArray array_divColumnVector(INDArray x, INDArray y) {
        return x.divColumnVector(y);
    }

    INDArray array_diviColumnVector(INDArray x, INDArray y) {
        return x.mul(2).diviColumnVector(y);
    }

    INDArray array_rsub(INDArray x, INDArray y) {
        return x.rsub(y);
    }

    INDArray array_rsub__number(INDArray x) {
        return x.rsub(1.5);
    }

    INDArray array_rsubi(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.rsubi(y);
        return z;
    }

    INDArray array_rsubi__number(INDArray x) {
        final INDArray z = x.dup();
        z.rsubi(2);
        return z;
    }

    INDArray array_rsubRowVector(INDArray x, INDArray y) {
        return x.rsubRowVector(y);
    }

    INDArray array_rsubiRowVector(INDArray x, INDArray y) {
        return x.mul(2).rsubiRowVector(y);
    }

    INDArray array_rsubColumnVector(INDArray x, INDArray y) {
        return x.rsubColumnVector(y);
    }

    INDArray array_rsubiColumnVector(INDArray x, INDArray y) {
        return x.mul(2).rsubiColumnVector(y);
    }

    INDArray array_rdiv(INDArray x, INDArray y) {
        return x.rdiv(y);
    }

    INDArray array_rdiv__number(INDArray x) {
        return x.rdiv(1.5);
    }

    INDArray array_rdivi(INDArray x, INDArray y) {
        INDArray z = x.add(0);
        z.rdivi(y);
        return z;
    }

    INDArray array_rdivi__number(INDArray x) {
        final INDArray z = x.dup();
        z.rdivi(2);
        return z;
    }

    INDArray array_rdivRowVector(INDArray x, INDArray y) {
        return x.rdivRowVector(y);
    }

    INDArray array_rdiviRowVector(INDArray x, INDArray y) {
        return x.mul(2).rdiviRowVector(y);
    }

    INDArray array_rdivColumnVector(INDArray x, INDArray y) {
        return x.rdivColumnVector(y);
    }

    INDArray array_rdiviColumnVector(INDArray x, INDArray y) {
        return x.mul(2).rdiviColumnVector(y);
    }

    INDArray array_neg(INDArray x) {
        return x.neg();
    }

    INDArray array_negi(INDArray x) {
        return x.dup().negi();
    }

    INDArray array_mmul(INDArray x, INDArray y) {
        return x.mmul(y);
    }

    INDArray array_gt(INDArray x) {
        return x.mul(x.gt(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_lt(INDArray x) {
        return x.mul(x.lt(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_gte(INDArray x) {
        return x.mul(x.gte(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_lte(INDArray x) {
        return x.mul(x.lte(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_eq(INDArray x) {
        return x.mul(x.eq(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_neq(INDArray x) {
        return x.mul(x.neq(0.4).castTo(DataType.DOUBLE));
    }

    INDArray array_gt__array(INDArray x, INDArray y) {
        return x.mul(x.gt(y).castTo(DataType.DOUBLE));
    }

    INDArray array_lt__array(INDArray x, INDArray y) {
        return x.mul(x.lt(y).castTo(DataType.DOUBLE));
    }

    INDArray array_eq__array(INDArray x, INDArray y) {
        return x.mul(x.eq(y).castTo(DataType.DOUBLE));
    }

    INDArray array_neq__array(INDArray x, INDArray y) {
        return x.mul(x.neq(y).castTo(DataType.DOUBLE));
    }
}
