package org.higher.internal.trace;

/**
 * Code under a {@link Tracer} did something that no {@link org.higher.internal.backend.Program} can
 * say.
 *
 * <p>The code may catch it, as it catches errors of its own; so making one is what ends the look.
 */
public final class Untraceable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Untraceable(String what) {
        super(what + " is not part of a program of elementwise functions", null, false, false);
        Tracer.stop();
    }
}
