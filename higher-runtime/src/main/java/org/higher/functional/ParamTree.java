package org.higher.functional;

import java.util.List;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Tree;
import org.higher.tensor.Tensor;

/**
 * A typed tree of a model's tensors: parameters, and buffers beside them.
 *
 * <p>Implementations are the {@code Params} records of generated twins. A tree is immutable. A
 * parameter that occurs in several places of a model (tied weights, a shared submodule) is one
 * tensor in several places of the tree, and one <em>leaf</em>.
 *
 * <p>{@link #flatten} and {@link #unflatten} are generated; users call the methods of {@link
 * Params}, which are derived from them, or {@link #leaves()}.
 */
public interface ParamTree extends Tree {
    @Override
    ParamTree unflatten(LeafSource in);

    /** The parameters in declaration order, each distinct tensor once; buffers are left out. */
    default List<Tensor> leaves() {
        return Params.flatten(this);
    }
}
