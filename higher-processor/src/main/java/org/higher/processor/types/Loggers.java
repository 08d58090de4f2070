package org.higher.processor.types;

import java.util.Set;
import javax.lang.model.element.TypeElement;

/** Types of what writes logs: it prints any object, and nothing comes back. */
public final class Loggers {
    private static final Set<String> PREFIXES =
            Set.of(
                    "java.io.PrintStream",
                    "java.lang.System.Logger",
                    "java.util.logging.",
                    "org.slf4j.",
                    "org.apache.logging.log4j.",
                    "org.apache.commons.logging.");

    private Loggers() {}

    public static boolean areOf(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return PREFIXES.stream().anyMatch(name::startsWith);
    }
}
