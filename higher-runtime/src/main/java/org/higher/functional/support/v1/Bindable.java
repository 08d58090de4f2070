package org.higher.functional.support.v1;

/**
 * A model whose parameters can be replaced.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 */
public interface Bindable<P extends Tree, B> extends HasParams<P> {
    /** The model as it would be with these parameters, within the binding of a larger model. */
    B bind(P params, Binder binder);
}
