package org.higher.functional;

import java.util.List;
import org.higher.tensor.Tensor;

/**
 * A typed tree of a model's tensors: parameters, and buffers beside them.
 *
 * <p>Implementations are the {@code Params} records of generated twins. A tree is immutable. A
 * parameter that occurs in several places of a model (tied weights, a shared submodule) is one
 * tensor in several places of the tree, and one <em>leaf</em>.
 */
public interface ParamTree {
    /**
     * The tree with every tensor replaced by what the mapper makes of it, in declaration order.
     *
     * <p>Generated; users call the methods of {@link Params}, or {@link #leaves()}.
     */
    ParamTree map(LeafMapper mapper);

    /** The parameters in declaration order, each distinct tensor once; buffers are left out. */
    default List<Tensor> leaves() {
        return Params.leaves(this);
    }
}
