package org.higher.internal.reflect;

import java.util.Optional;

/** Finds generated classes, whose names are the original's with a prefix. */
public final class GeneratedClasses {
    private GeneratedClasses() {}

    /** The name of a class that is generated from another: {@code a.FunctionalOuterInner}. */
    public static String name(String prefix, Class<?> original) {
        String simple = original.getSimpleName();
        for (Class<?> c = original.getEnclosingClass(); c != null; c = c.getEnclosingClass()) {
            simple = c.getSimpleName() + simple;
        }
        String home = original.getPackageName();
        return (home.isEmpty() ? "" : home + ".") + prefix + simple;
    }

    /** A class next to the original, not initialized yet; empty if there is none. */
    public static Optional<Class<?>> find(String name, Class<?> original) {
        try {
            return Optional.of(Class.forName(name, false, original.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
