package org.higher.architectures.nd4j;

import java.util.List;
import org.higher.annotations.Functional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A call of each method of ND4J that twins have: its class, its name and, after that, a case. */
@Functional
class FactoryCalls {
    INDArray nn_sigmoid(INDArray x) {
        return Nd4j.nn().sigmoid(x.dup());
    }

    INDArray nn_softplus(INDArray x) {
        return Nd4j.nn().softplus(x.dup());
    }

    INDArray nn_tanh(INDArray x) {
        return Nd4j.nn().tanh(x.dup());
    }

    INDArray nn_swish(INDArray x) {
        return Nd4j.nn().swish(x.dup());
    }

    INDArray nn_softsign(INDArray x) {
        return Nd4j.nn().softsign(x.dup());
    }

    INDArray nn_hardTanh(INDArray x) {
        return Nd4j.nn().hardTanh(x.dup());
    }

    INDArray nn_logSoftmax(INDArray x) {
        return Nd4j.nn().logSoftmax(x.dup());
    }

    INDArray nn_relu(INDArray x) {
        INDArray z = x.mul(1.1);
        return Nd4j.nn().relu(z, 0);
    }

    INDArray nn_leakyRelu(INDArray x) {
        return Nd4j.nn().leakyRelu(x.dup(), 0.2);
    }

    INDArray nn_elu(INDArray x) {
        return Nd4j.nn().elu(x);
    }

    INDArray nn_softmax(INDArray x) {
        return Nd4j.nn().softmax(x);
    }

    INDArray nn_softmax__0(INDArray x) {
        return Nd4j.nn().softmax(x, 0);
    }

    INDArray nn_linear(INDArray x, INDArray y) {
        return Nd4j.nn().linear(x, y, y.sum(0));
    }

    INDArray math_abs(INDArray x) {
        return Nd4j.math().abs(x.dup());
    }

    INDArray math_cos(INDArray x) {
        return Nd4j.math().cos(x.dup());
    }

    INDArray math_exp(INDArray x) {
        return Nd4j.math().exp(x.dup());
    }

    INDArray math_log(INDArray x) {
        return Nd4j.math().log(x.dup());
    }

    INDArray math_neg(INDArray x) {
        return Nd4j.math().neg(x.dup());
    }

    INDArray math_reciprocal(INDArray x) {
        return Nd4j.math().reciprocal(x.dup());
    }

    INDArray math_sign(INDArray x) {
        return Nd4j.math().sign(x.dup());
    }

    INDArray math_sin(INDArray x) {
        return Nd4j.math().sin(x.dup());
    }

    INDArray math_sqrt(INDArray x) {
        return Nd4j.math().sqrt(x.dup());
    }

    INDArray math_square(INDArray x) {
        return Nd4j.math().square(x.dup());
    }

    INDArray math_tanh(INDArray x) {
        return Nd4j.math().tanh(x.dup());
    }

    INDArray math_add(INDArray x, INDArray y) {
        return Nd4j.math().add(x, y);
    }

    INDArray math_add__number(INDArray x) {
        return Nd4j.math().add(x.dup(), 1.5);
    }

    INDArray math_sub(INDArray x, INDArray y) {
        return Nd4j.math().sub(x, y);
    }

    INDArray math_sub__number(INDArray x) {
        return Nd4j.math().sub(x.dup(), 1.5);
    }

    INDArray math_mul(INDArray x, INDArray y) {
        return Nd4j.math().mul(x, y);
    }

    INDArray math_mul__number(INDArray x) {
        return Nd4j.math().mul(x.dup(), 1.5);
    }

    INDArray math_div(INDArray x, INDArray y) {
        return Nd4j.math().div(x, y);
    }

    INDArray math_div__number(INDArray x) {
        return Nd4j.math().div(x.dup(), 1.5);
    }

    INDArray math_pow(INDArray x) {
        return Nd4j.math().pow(x.dup(), 2.0);
    }

    INDArray math_max(INDArray x, INDArray y) {
        return Nd4j.math().max(x, y);
    }

    INDArray math_min(INDArray x, INDArray y) {
        return Nd4j.math().min(x, y);
    }

    INDArray nd4j_concat(INDArray x, INDArray y) {
        return Nd4j.concat(0, x, y);
    }

    INDArray nd4j_concat__1(INDArray x, INDArray y) {
        return Nd4j.concat(1, x, y);
    }

    INDArray nd4j_stack(INDArray x, INDArray y) {
        return Nd4j.stack(0, x, y);
    }

    INDArray nd4j_stack__last(INDArray x, INDArray y) {
        return Nd4j.stack(-1, x, y);
    }

    INDArray nd4j_vstack(INDArray x, INDArray y) {
        return Nd4j.vstack(x, y);
    }

    INDArray nd4j_hstack(INDArray x, INDArray y) {
        return Nd4j.hstack(x, y);
    }

    INDArray nd4j_pile(INDArray x, INDArray y) {
        return Nd4j.pile(x, y);
    }

    INDArray nd4j_vstack__list(INDArray x, INDArray y) {
        return Nd4j.vstack(List.of(x, y));
    }

    INDArray nd4j_hstack__list(INDArray x, INDArray y) {
        return Nd4j.hstack(List.of(x, y));
    }

    INDArray nd4j_zerosLike(INDArray x) {
        return Nd4j.zerosLike(x).add(x);
    }

    INDArray nd4j_onesLike(INDArray x) {
        return Nd4j.onesLike(x).div(x);
    }

    INDArray nd4j_expandDims(INDArray x) {
        return Nd4j.expandDims(x, 0);
    }

    INDArray nd4j_squeeze(INDArray x) {
        return Nd4j.squeeze(x, 0);
    }

    INDArray nd4j_arange(INDArray x) {
        return x.mul(Nd4j.arange(3).castTo(DataType.DOUBLE));
    }

    INDArray nd4j_create(INDArray x) {
        return x.mul(Nd4j.create(new double[] {1, 2, 3}));
    }

    INDArray nd4j_createFromArray(INDArray x) {
        return x.mul(Nd4j.createFromArray(1.0, 2.0, 3.0));
    }

    INDArray nd4j_eye(INDArray x) {
        return x.mmul(Nd4j.eye(3).castTo(DataType.DOUBLE));
    }

    INDArray nd4j_linspace(INDArray x) {
        return x.mul(Nd4j.linspace(DataType.DOUBLE, 0.5, 2.5, 3));
    }

    INDArray nd4j_ones(INDArray x) {
        return x.sub(Nd4j.ones(DataType.DOUBLE, 3));
    }

    INDArray nd4j_scalar(INDArray x) {
        return x.mul(Nd4j.scalar(2.0));
    }

    INDArray nd4j_valueArrayOf(INDArray x) {
        return x.mul(Nd4j.valueArrayOf(3, 1.5).castTo(DataType.DOUBLE));
    }

    INDArray nd4j_zeros(INDArray x) {
        return x.add(Nd4j.zeros(DataType.DOUBLE, 1, 3));
    }

    INDArray nn_logSigmoid(INDArray x) {
        return Nd4j.nn().logSigmoid(x.dup());
    }

    INDArray nn_selu(INDArray x) {
        return Nd4j.nn().selu(x.dup());
    }

    INDArray math_cube(INDArray x) {
        return Nd4j.math().cube(x.dup());
    }

    INDArray math_rsqrt(INDArray x) {
        return Nd4j.math().rsqrt(x.dup());
    }

    INDArray math_log1p(INDArray x) {
        return Nd4j.math().log1p(x.dup());
    }

    INDArray nn_hardSigmoid(INDArray x) {
        INDArray z = x.mul(2);
        return Nd4j.nn().hardSigmoid(z).mul(x);
    }

    INDArray nn_gelu(INDArray x) {
        return Nd4j.nn().gelu(x.mul(0.9));
    }

    INDArray nn_relu6(INDArray x) {
        INDArray z = x.mul(4);
        Nd4j.nn().relu6(z, 0);
        return z;
    }

    INDArray nn_reluLayer(INDArray x) {
        return Nd4j.nn().reluLayer(x, x.transpose().dup(), x.getColumn(0).dup());
    }
}
