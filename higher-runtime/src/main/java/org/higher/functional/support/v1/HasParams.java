package org.higher.functional.support.v1;

/**
 * A model, or its code over given parameters.
 *
 * @param <P> the typed tree of the model's parameters
 */
public interface HasParams<P extends Tree> {
    /** The parameters and buffers, as they are now. */
    P params();
}
