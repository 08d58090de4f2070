package org.higher.internal.implicit;

import java.util.List;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The system (∂F/∂w + λI)ᵀ u = b, and the same for each task; for one solve, in one thread.
 *
 * <p>Products are reverse mode over the graph of the equations.
 */
final class LinearSystem {
    private final Equations equations;

    /** Where the product is recorded as a function of its vector; only the transpose needs it. */
    private @Nullable Equations linear;

    LinearSystem(Equations equations) {
        this.equations = equations;
    }

    /** (∂F/∂w + λI)ᵀ v. */
    Vector product(Vector v) {
        return damped(equations.transposedProduct(v, false), v);
    }

    /** (∂F/∂w + λI) v: the derivative of the other product, which is linear, by its vector. */
    Vector transposed(Vector v) {
        if (linear == null) {
            List<Tensor> vector =
                    v.parts().stream().map(Tensor::zerosLike).map(Tensor::parameter).toList();
            Vector product = equations.transposedProduct(new Vector(vector), true);
            linear = new Equations(vector, product.parts(), equations.all(), 0);
        }
        return damped(linear.transposedProduct(v, false), v);
    }

    private Vector damped(Vector product, Vector v) {
        double damping = equations.damping();
        return damping == 0 ? product : product.plus(damping, v);
    }
}
