package org.higher.architectures.nd4j;

import org.higher.annotations.Functional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A call of each method of ND4J that twins have: its class, its name and, after that, a case. */
@Functional
class TransformCalls {
    INDArray transforms_abs(INDArray x) {
        return Transforms.abs(x);
    }

    INDArray transforms_abs__copy(INDArray x) {
        return Transforms.abs(x, true);
    }

    INDArray transforms_abs__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.abs(z, false);
        return z;
    }

    INDArray transforms_cos(INDArray x) {
        return Transforms.cos(x);
    }

    INDArray transforms_cos__copy(INDArray x) {
        return Transforms.cos(x, true);
    }

    INDArray transforms_cos__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.cos(z, false);
        return z;
    }

    INDArray transforms_exp(INDArray x) {
        return Transforms.exp(x);
    }

    INDArray transforms_exp__copy(INDArray x) {
        return Transforms.exp(x, true);
    }

    INDArray transforms_exp__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.exp(z, false);
        return z;
    }

    INDArray transforms_log(INDArray x) {
        return Transforms.log(x);
    }

    INDArray transforms_log__copy(INDArray x) {
        return Transforms.log(x, true);
    }

    INDArray transforms_log__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.log(z, false);
        return z;
    }

    INDArray transforms_neg(INDArray x) {
        return Transforms.neg(x);
    }

    INDArray transforms_neg__copy(INDArray x) {
        return Transforms.neg(x, true);
    }

    INDArray transforms_neg__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.neg(z, false);
        return z;
    }

    INDArray transforms_relu(INDArray x) {
        return Transforms.relu(x);
    }

    INDArray transforms_relu__copy(INDArray x) {
        return Transforms.relu(x, true);
    }

    INDArray transforms_relu__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.relu(z, false);
        return z;
    }

    INDArray transforms_sigmoid(INDArray x) {
        return Transforms.sigmoid(x);
    }

    INDArray transforms_sigmoid__copy(INDArray x) {
        return Transforms.sigmoid(x, true);
    }

    INDArray transforms_sigmoid__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.sigmoid(z, false);
        return z;
    }

    INDArray transforms_sign(INDArray x) {
        return Transforms.sign(x);
    }

    INDArray transforms_sign__copy(INDArray x) {
        return Transforms.sign(x, true);
    }

    INDArray transforms_sign__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.sign(z, false);
        return z;
    }

    INDArray transforms_sin(INDArray x) {
        return Transforms.sin(x);
    }

    INDArray transforms_sin__copy(INDArray x) {
        return Transforms.sin(x, true);
    }

    INDArray transforms_sin__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.sin(z, false);
        return z;
    }

    INDArray transforms_sqrt(INDArray x) {
        return Transforms.sqrt(x);
    }

    INDArray transforms_sqrt__copy(INDArray x) {
        return Transforms.sqrt(x, true);
    }

    INDArray transforms_sqrt__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.sqrt(z, false);
        return z;
    }

    INDArray transforms_tanh(INDArray x) {
        return Transforms.tanh(x);
    }

    INDArray transforms_tanh__copy(INDArray x) {
        return Transforms.tanh(x, true);
    }

    INDArray transforms_tanh__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.tanh(z, false);
        return z;
    }

    INDArray transforms_elu(INDArray x) {
        return Transforms.elu(x);
    }

    INDArray transforms_elu__copy(INDArray x) {
        return Transforms.elu(x, true);
    }

    INDArray transforms_elu__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.elu(z, false);
        return z;
    }

    INDArray transforms_hardTanh(INDArray x) {
        return Transforms.hardTanh(x);
    }

    INDArray transforms_hardTanh__copy(INDArray x) {
        return Transforms.hardTanh(x, true);
    }

    INDArray transforms_hardTanh__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.hardTanh(z, false);
        return z;
    }

    INDArray transforms_leakyRelu(INDArray x) {
        return Transforms.leakyRelu(x);
    }

    INDArray transforms_leakyRelu__copy(INDArray x) {
        return Transforms.leakyRelu(x, true);
    }

    INDArray transforms_leakyRelu__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.leakyRelu(z, false);
        return z;
    }

    INDArray transforms_relu6(INDArray x) {
        return Transforms.relu6(x);
    }

    INDArray transforms_relu6__copy(INDArray x) {
        return Transforms.relu6(x, true);
    }

    INDArray transforms_relu6__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.relu6(z, false);
        return z;
    }

    INDArray transforms_softmax(INDArray x) {
        return Transforms.softmax(x);
    }

    INDArray transforms_softmax__copy(INDArray x) {
        return Transforms.softmax(x, true);
    }

    INDArray transforms_softmax__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.softmax(z, false);
        return z;
    }

    INDArray transforms_softPlus(INDArray x) {
        return Transforms.softPlus(x);
    }

    INDArray transforms_softPlus__copy(INDArray x) {
        return Transforms.softPlus(x, true);
    }

    INDArray transforms_softPlus__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.softPlus(z, false);
        return z;
    }

    INDArray transforms_softsign(INDArray x) {
        return Transforms.softsign(x);
    }

    INDArray transforms_softsign__copy(INDArray x) {
        return Transforms.softsign(x, true);
    }

    INDArray transforms_softsign__change(INDArray x) {
        INDArray z = x.mul(0.9);
        Transforms.softsign(z, false);
        return z;
    }

    INDArray transforms_leakyRelu__slope(INDArray x) {
        return Transforms.leakyRelu(x, 0.3);
    }

    INDArray transforms_leakyRelu__slopeChange(INDArray x) {
        return Transforms.leakyRelu(x.dup(), 0.3, false);
    }

    INDArray transforms_pow(INDArray x) {
        return Transforms.pow(x, 2.5);
    }

    INDArray transforms_pow__int(INDArray x) {
        return Transforms.pow(x, 3, true);
    }

    INDArray transforms_pow__array(INDArray x, INDArray y) {
        return Transforms.pow(x, y);
    }

    INDArray transforms_max(INDArray x) {
        return Transforms.max(x, 0.5);
    }

    INDArray transforms_max__array(INDArray x, INDArray y) {
        return Transforms.max(x, y);
    }

    INDArray transforms_max__change(INDArray x) {
        INDArray z = x.neg();
        return Transforms.max(z, -0.2, false);
    }

    INDArray transforms_min(INDArray x) {
        return Transforms.min(x, 0.5);
    }

    INDArray transforms_min__array(INDArray x, INDArray y) {
        return Transforms.min(x, y);
    }

    INDArray transforms_min__change(INDArray x) {
        INDArray z = x.neg();
        return Transforms.min(z, -0.2, false);
    }

    INDArray transforms_dot(INDArray x, INDArray y) {
        return Transforms.dot(x, y);
    }

    INDArray transforms_sigmoidDerivative(INDArray x) {
        return Transforms.sigmoidDerivative(x);
    }

    INDArray transforms_sigmoidDerivative__inPlace(INDArray x) {
        return Transforms.sigmoidDerivative(x.dup(), false);
    }

    INDArray transforms_step(INDArray x) {
        return Transforms.step(x).mul(x);
    }

    INDArray transforms_step__copy(INDArray x) {
        return Transforms.step(x, true).mul(x);
    }
}
