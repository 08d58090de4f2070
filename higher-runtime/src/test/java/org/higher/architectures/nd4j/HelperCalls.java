package org.higher.architectures.nd4j;

import java.util.List;
import java.util.function.UnaryOperator;
import org.higher.annotations.Functional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Calls of ND4J in static methods of other classes, and in private types. */
@Functional
class HelperCalls {
    private enum Activation {
        TANH {
            @Override
            INDArray apply(INDArray z) {
                return Transforms.tanh(z);
            }
        },
        SHIFTED {
            @Override
            INDArray apply(INDArray z) {
                INDArray y = z.mul(2);
                y.addi(1);
                return y;
            }
        };

        abstract INDArray apply(INDArray z);
    }

    private interface Step {
        INDArray of(INDArray x);

        default INDArray twice(INDArray x) {
            return of(of(x)).rsub(1);
        }
    }

    private record Pair(INDArray first, INDArray second) {
        INDArray product() {
            return first.mul(second).addi(1);
        }
    }

    private static final class Gates {
        private final INDArray gate;

        Gates(INDArray x) {
            this.gate = Transforms.sigmoid(x);
        }

        INDArray applied(INDArray y) {
            INDArray z = y.mul(gate);
            z.muli(gate);
            return z;
        }

        static INDArray both(INDArray x, INDArray y) {
            return new Gates(x).applied(y).add(new Gates(y).applied(x));
        }
    }

    INDArray helper_static(INDArray x, INDArray y) {
        return ArrayHelpers.affine(x, y, 0.5);
    }

    INDArray helper_list(INDArray x, INDArray y) {
        return ArrayHelpers.total(List.of(x, x.mul(y), y.mul(x)));
    }

    INDArray helper_several(INDArray x, INDArray y) {
        return ArrayHelpers.all(x.mul(2), y, x.mul(y));
    }

    INDArray helper_enum(INDArray x, INDArray y) {
        return Activation.SHIFTED.apply(Activation.TANH.apply(x.mul(y)));
    }

    INDArray helper_values(INDArray x, INDArray y) {
        INDArray z = x.mul(y);
        for (Activation a : Activation.values()) {
            z = a.apply(z);
        }
        return z;
    }

    INDArray helper_interface(INDArray x, INDArray y) {
        Step step = v -> Transforms.sin(v, true);
        return step.twice(x).mul(y);
    }

    INDArray helper_record(INDArray x, INDArray y) {
        return new Pair(x, y.add(1)).product();
    }

    INDArray helper_class(INDArray x, INDArray y) {
        return Gates.both(x, y);
    }

    INDArray helper_function(INDArray x, INDArray y) {
        UnaryOperator<INDArray> f = (INDArray v) -> v.mul(y).addi(2);
        return f.apply(x);
    }
}
