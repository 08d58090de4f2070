package org.higher.architectures.nd4j;

import org.higher.annotations.Functional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Changes in place of arrays that nobody else holds. */
@Functional
class InPlaceCalls {
    INDArray inPlace_straight(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.addi(y);
        z.muli(2);
        return z.addi(x);
    }

    INDArray inPlace_chain(INDArray x, INDArray y) {
        return x.mul(y).addi(1).muli(x);
    }

    INDArray inPlace_self(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.addi(z);
        return z;
    }

    INDArray inPlace_expression(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        INDArray h = Transforms.tanh(z.addi(y));
        return h.add(z);
    }

    INDArray inPlace_assigned(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z = z.addi(y).mul(2);
        return z;
    }

    INDArray inPlace_branches(INDArray x, INDArray y) {
        INDArray z;
        if (x.rows() > 1) {
            z = x.mul(2);
        } else {
            z = y.neg();
        }
        z.addi(y);
        return z;
    }

    INDArray inPlace_loop(INDArray x, INDArray y) {
        INDArray h = x;
        for (int i = 0; i < 3; i++) {
            h = h.mul(y);
            h.addi(1);
            h = Transforms.tanh(h, false);
        }
        return h;
    }

    INDArray inPlace_sum(INDArray x, INDArray y) {
        INDArray sum = x.mul(0);
        for (int i = 0; i < 3; i++) {
            sum.addi(y.mul(i));
        }
        return sum;
    }

    INDArray inPlace_argument(INDArray x, INDArray y) {
        x = x.mul(2);
        x.addi(y);
        return x;
    }

    INDArray inPlace_twoSteps(INDArray x, INDArray y) {
        final INDArray z = x.mul(y);
        INDArray h = Transforms.sigmoid(z);
        z.muli(h);
        return z.sub(h);
    }

    INDArray inPlace_conditional(INDArray x, INDArray y) {
        INDArray z = x.rank() > 1 ? x.mul(2) : x.neg();
        z.addi(y);
        return z;
    }

    INDArray inPlace_factory(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        INDArray h = Nd4j.nn().relu(z.sub(0.5), 0);
        return h.add(z);
    }

    INDArray inPlace_changedInput(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        INDArray h = Nd4j.nn().sigmoid(z);
        return h.add(x);
    }

    INDArray inPlace_view(INDArray x, INDArray y) {
        INDArray z = x.mul(y).ravel();
        z.muli(3);
        return z;
    }

    INDArray inPlace_exception(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        try {
            z.addi(1).muli(Integer.parseInt("?"));
        } catch (NumberFormatException e) {
            z.addi(y);
        }
        return z;
    }

    INDArray inPlace_readBeforeThrough(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        INDArray h = z.ravel().mul(0.5);
        z.addi(1);
        z = z.ravel();
        z.muli(0.5);
        return z.mul(h);
    }

    INDArray inPlace_byRowOfItself(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.subiRowVector(z.getRow(0));
        z.muliColumnVector(z.getColumn(1));
        return z;
    }

    INDArray inPlace_rowToRow(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.putRow(0, z.getRow(1));
        z.putColumn(1, z.getColumn(0));
        return z;
    }

    INDArray inPlace_byCopyOfView(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.muli(z.getRow(0).dup());
        return z;
    }

    INDArray inPlace_takenOver(INDArray x, INDArray y) {
        INDArray sum = null;
        for (int i = 0; i < 3; i++) {
            INDArray z = x.mul(i).mul(y);
            if (sum == null) {
                sum = z;
            } else {
                sum.addi(z);
            }
        }
        INDArray flat = sum.reshape(sum.length());
        flat.muli(2);
        return flat;
    }

    private INDArray product(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        z.addi(1);
        return z;
    }

    INDArray inPlace_ofNewResult(INDArray x, INDArray y) {
        INDArray z = product(x, y);
        z.addi(y);
        return product(z, x).muli(2);
    }
}
