package org.higher.functional;

/** A model's code over given parameters; implementations are the {@code Bound} classes of twins. */
public interface BoundModule {
    /** The parameters it runs with, and the buffers as its forward passes have left them. */
    ParamTree params();
}
