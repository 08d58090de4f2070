package org.higher.processor.javac;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;

/** Finds javac's own processing environment behind the proxies that build tools put around it. */
final class Unwrapping {
    private Unwrapping() {}

    /** The environment itself and whatever it may be a wrapper of. */
    static List<ProcessingEnvironment> candidates(ProcessingEnvironment environment) {
        List<ProcessingEnvironment> candidates = new ArrayList<>(List.of(environment));
        addIntellij(environment, candidates);
        addDelegates(environment, candidates);
        return candidates;
    }

    /** The way IntelliJ documents. */
    private static void addIntellij(
            ProcessingEnvironment environment, List<ProcessingEnvironment> candidates) {
        try {
            Object unwrapped =
                    environment
                            .getClass()
                            .getClassLoader()
                            .loadClass("org.jetbrains.jps.javac.APIWrappers")
                            .getDeclaredMethod("unwrap", Class.class, Object.class)
                            .invoke(null, ProcessingEnvironment.class, environment);
            candidates.add((ProcessingEnvironment) unwrapped);
        } catch (ReflectiveOperationException | RuntimeException notIntellij) {
            // another wrapper, or none
        }
    }

    /** Gradle's incremental mode, kapt and others keep the original in a field. */
    private static void addDelegates(
            ProcessingEnvironment environment, List<ProcessingEnvironment> candidates) {
        for (Class<?> c = environment.getClass(); c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!ProcessingEnvironment.class.isAssignableFrom(field.getType())) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    if (field.get(environment) instanceof ProcessingEnvironment delegate) {
                        candidates.add(delegate);
                    }
                } catch (ReflectiveOperationException | RuntimeException closed) {
                    // the next field may be open
                }
            }
        }
    }
}
