package org.higher.architectures.nd4j;

import static java.lang.Math.abs;
import static java.lang.Math.pow;
import static java.lang.Math.signum;
import static java.lang.Math.sqrt;

import org.higher.annotations.Functional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Numbers that are read from arrays, computed with and given back to arrays. */
@Functional
class NumberCalls {
    private double k;

    INDArray array_sumNumber(INDArray x) {
        return x.mul(x.sumNumber());
    }

    INDArray array_meanNumber(INDArray x) {
        double mean = x.meanNumber().doubleValue();
        return x.sub(mean);
    }

    INDArray array_maxNumber(INDArray x) {
        return x.rsub(x.maxNumber()).mul(x);
    }

    INDArray array_minNumber(INDArray x) {
        Number least = x.minNumber();
        return x.add(least).mul(least.doubleValue());
    }

    INDArray array_norm1Number(INDArray x) {
        return x.div(x.norm1Number().doubleValue() + 1e-3);
    }

    INDArray array_norm2Number(INDArray x) {
        double norm = x.norm2Number().doubleValue();
        return norm > 2 ? x.mul(2 / norm) : x;
    }

    INDArray array_normmaxNumber(INDArray x) {
        return x.rdiv(Math.sqrt(1 + x.normmaxNumber().doubleValue()));
    }

    INDArray array_stdNumber(INDArray x) {
        INDArray z = x.mul(2);
        z.subi(x.meanNumber()).divi(x.stdNumber());
        return z;
    }

    INDArray array_varNumber(INDArray x) {
        double spread = Math.max(1e-3, x.varNumber().doubleValue());
        return x.mul(-spread).add(Math.exp(-spread));
    }

    INDArray array_getDouble(INDArray x, INDArray y) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            sum += x.getDouble(i, 0) * y.getDouble(i, 1);
        }
        return x.mul(sum);
    }

    INDArray array_getDouble__positions(INDArray x) {
        double first = x.getDouble(0, 1);
        double last = x.getDouble(new int[] {0, 0}) - x.getDouble(0, 1);
        last *= first;
        return x.mul(last / x.length());
    }

    /** In double precision this product is less. */
    INDArray array_getFloat__arithmetic(INDArray x) {
        float three = x.getFloat(0) - x.getFloat(0) + 3;
        return x.mul(three * 0.1f >= 0.3f ? 2 : 3);
    }

    /** What the helper writes is read before. */
    INDArray array_getDouble__field(INDArray x) {
        k = 1;
        return x.mul(this.k * raised(x).getDouble(0));
    }

    private INDArray raised(INDArray x) {
        k = 5;
        return x.dup();
    }

    INDArray array_getDouble__order(INDArray x) {
        double[] weights = {2, 3, 5};
        int k = 0;
        double first = weights[k++] * x.getDouble(0, k);
        double second = Math.max(weights[k--], x.getDouble(0, k)) / (x.rows() - 3.5);
        return x.mul(first).add(second);
    }

    INDArray array_getDouble__branches(INDArray x) {
        double n;
        if (x.rank() > 1) {
            n = x.getDouble(0, 0);
        } else {
            n = 3;
        }
        double least = x.rank() > 1 ? n : -1.0;
        return x.add(least).mul((int) n + 2);
    }

    INDArray array_getDouble__written(INDArray x) {
        INDArray z = Nd4j.zerosLike(x);
        for (int i = 0; i < x.length(); i++) {
            z.putScalar(i, x.getDouble(i) * 0.5);
        }
        return z;
    }

    INDArray array_meanNumber__assigned(INDArray x) {
        INDArray z = x.mul(2);
        z.assign(x.meanNumber());
        return z.mul(x);
    }

    INDArray array_getFloat(INDArray x) {
        return x.mul(x.getFloat(0) > 0 ? 2 : 3);
    }

    INDArray array_distance1(INDArray x) {
        return x.mul(x.distance1(x.mul(2)));
    }

    INDArray array_distance2(INDArray x) {
        double d = x.distance2(x.mul(x));
        return x.add(d);
    }

    INDArray array_squaredDistance(INDArray x) {
        return x.div(1 + x.squaredDistance(x.mul(2)));
    }

    INDArray transforms_euclideanDistance(INDArray x) {
        return x.mul(Math.exp(-Transforms.euclideanDistance(x, x.mul(x))));
    }

    INDArray transforms_manhattanDistance(INDArray x) {
        return x.sub(Transforms.manhattanDistance(x, x.rsub(3)));
    }

    INDArray transforms_cosineSim(INDArray x) {
        return x.mul(Transforms.cosineSim(x, x.add(1)));
    }

    INDArray transforms_cosineDistance(INDArray x) {
        double d = Transforms.cosineDistance(x, x.mul(x));
        return x.mul(d);
    }

    INDArray numbers_scalar(INDArray x) {
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            sum += Math.pow(x.getDouble(i, 1), 2);
        }
        return Nd4j.scalar(sum / x.rows());
    }

    INDArray numbers_functions(INDArray x) {
        double n = x.getDouble(0, 1);
        return x.mul(signum(n) * sqrt(abs(n)) - pow(2, n));
    }

    INDArray array_getInt(INDArray x) {
        int row = (int) Math.signum(x.getInt(0, 1) - 1);
        return x.mul(x.getDouble(0, 1) + x.getInt(0, 0) + row);
    }

    INDArray array_getInt__ofArgMax(INDArray x) {
        return x.getRow(x.argMax(0).getInt(1)).mul(x.getDouble(Nd4j.argMax(x, 0).getInt(0), 1));
    }
}
