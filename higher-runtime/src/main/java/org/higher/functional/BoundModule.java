package org.higher.functional;

import org.higher.functional.support.v1.Rebindable;

/** A model's code over given parameters; implementations are the {@code Bound} classes of twins. */
public interface BoundModule extends Rebindable<ParamTree> {
    /** The parameters it runs with, and the buffers as its forward passes have left them. */
    @Override
    ParamTree params();
}
