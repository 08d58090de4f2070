package org.higher.internal.reflect;

import java.util.Optional;

/** Finds generated classes. */
public final class GeneratedClasses {
    private GeneratedClasses() {}

    /** A class next to the original, not initialized yet; empty if there is none. */
    public static Optional<Class<?>> find(String name, Class<?> original) {
        try {
            return Optional.of(Class.forName(name, false, original.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
