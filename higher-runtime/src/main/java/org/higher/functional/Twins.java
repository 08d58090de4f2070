package org.higher.functional;

import org.higher.functional.support.v1.TwinLookup;

/**
 * Finds the twin of a model whose class is known only at run time, and the original of its lines.
 */
public final class Twins {
    private Twins() {}

    /**
     * The twin of any model.
     *
     * @throws IllegalArgumentException if the model's class is not {@code @Functional}
     */
    public static FunctionalModule<?, ?> of(Object model) {
        return TwinLookup.of(model, FunctionalModule.class);
    }

    /**
     * An error whose stack trace shows the lines of the model, or of the update rule, in place of
     * those of the classes that were generated from it.
     *
     * <p>A frame in {@code FunctionalNet.java:123} becomes one in {@code Net.java:12}; it keeps the
     * name of the generated class, which tells that the twin was running. Frames of code that was
     * not copied, and of classes that the class loaders of the thread and of the library do not
     * find, stay as they are. So do all when this is called again.
     *
     * @param thrown is changed, and so are its causes and what they suppressed
     * @return the error itself, to be thrown
     */
    public static <T extends Throwable> T original(T thrown) {
        OriginalLines.putInto(thrown);
        return thrown;
    }

    /**
     * Whether two bindings of a model agree in its configuration, whatever weights and buffers they
     * have; as far as they can be looked at, which fields in a module that is not open can't.
     */
    public static boolean sameConfiguration(BoundModule one, BoundModule other) {
        return SameConfiguration.seemsSame(one, other);
    }
}
