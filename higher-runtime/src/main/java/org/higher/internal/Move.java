package org.higher.internal;

import org.higher.tensor.Tensor;

/**
 * What a step makes of one parameter.
 *
 * @param p the parameter, a leaf
 * @param gradient of the loss by it
 * @param from its value before the step
 * @param to its value after a whole step
 */
public record Move(Tensor p, Tensor gradient, Tensor from, Tensor to) {
    /** The whole step. */
    Tensor step() {
        return to.sub(from);
    }

    /** Takes a part of the step, in place. */
    public void by(double part) {
        p.assign(part == 1 ? to : from.add(step().mul(part)));
    }

    /** Takes it back. */
    public void back() {
        p.assign(from);
    }
}
