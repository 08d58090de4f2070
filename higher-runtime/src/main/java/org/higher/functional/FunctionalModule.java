package org.higher.functional;

import java.util.List;
import org.higher.functional.support.v1.Bindable;
import org.higher.functional.support.v1.Binder;
import org.higher.tensor.Tensor;

/**
 * A stateless twin of a model: the same computation, with the parameters as an argument.
 *
 * <p>Twins are generated from {@link org.higher.annotations.Functional} classes. A twin holds
 * nothing but the model it was made from, so it can be shared between threads.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 */
public interface FunctionalModule<P extends ParamTree, B extends BoundModule>
        extends Bindable<P, B> {
    /** The model that this is the twin of. */
    Object model();

    /** The model's own parameters and buffers, as they are now. */
    @Override
    P params();

    /**
     * The model as it would be with these parameters and buffers.
     *
     * <p>Configuration, such as a training flag, is read from the model now. What the model's code
     * writes into its own fields, a counter, say, it writes into those of this binding, and never
     * into the model; so a binding whose code does that belongs to one thread.
     */
    default B bind(P params) {
        return bind(params, new Binder());
    }

    /** As {@link #bind(ParamTree)}, within the binding of a larger model. Generated. */
    @Override
    B bind(P params, Binder binder);

    /**
     * The model's own parameters in declaration order, each distinct tensor once.
     *
     * @throws IllegalArgumentException if a buffer of the model is trainable, too, since it would
     *     not be among them
     */
    default List<Tensor> parameters() {
        P params = params();
        Params.checkBuffers(model(), params);
        return params.leaves();
    }
}
