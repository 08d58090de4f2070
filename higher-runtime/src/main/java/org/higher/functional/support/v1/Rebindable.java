package org.higher.functional.support.v1;

/**
 * A model's code over given parameters, which can be given others.
 *
 * @param <P> any tree of parameters
 */
public interface Rebindable<P extends Tree> extends HasParams<P> {
    /**
     * The same code and configuration over other parameters and buffers, of the same structure,
     * within the binding of a larger model. Generated; the name is one that models hardly have.
     *
     * <p>What the code has written into its own fields, but for buffers, is taken over.
     *
     * @throws UnsupportedOperationException if an earlier version has generated this class, or that
     *     of a submodule
     */
    default Rebindable<P> sameOver(P params, Binder binder) {
        throw new UnsupportedOperationException(
                getClass().getName()
                        + " cannot be bound to other parameters; compile its model again");
    }
}
