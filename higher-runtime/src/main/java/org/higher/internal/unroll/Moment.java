package org.higher.internal.unroll;

import java.util.List;
import org.higher.functional.ParamTree;
import org.higher.internal.optim.Position;
import org.higher.tensor.Tensor;

/**
 * What a step starts from.
 *
 * @param tree the weights and buffers
 * @param weights those of the tree, in the order of the model's parameters
 * @param position of the optimizer
 */
public record Moment<P extends ParamTree, S>(P tree, List<Tensor> weights, Position<S> position) {}
