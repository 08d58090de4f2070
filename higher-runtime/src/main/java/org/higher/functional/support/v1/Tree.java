package org.higher.functional.support.v1;

/**
 * An immutable value that is made of tensors.
 *
 * <p>Flattening lists its tensors, unflattening makes a value of the same structure out of others.
 * All else, such as mapping, is derived from these two. Both visit the tensors in the same order.
 */
public interface Tree {
    /** Adds the tensors, each with its name, in declaration order. */
    void flatten(Leaves out);

    /** A tree of this structure with other tensors, which are asked for in declaration order. */
    Tree unflatten(LeafSource in);
}
