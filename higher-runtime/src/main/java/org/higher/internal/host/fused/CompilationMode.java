package org.higher.internal.host.fused;

import org.jspecify.annotations.Nullable;

/**
 * Whether fused programs are compiled: what {@code -Dhigher.compile} says, for diagnosis and tests.
 *
 * <p>Results do not depend on it.
 */
enum CompilationMode {
    /** Those that take long. */
    AUTO,

    /** All that can be, when they are run for the first time. */
    ALWAYS,

    /** None: all are interpreted. */
    OFF;

    private static final String GIVEN = System.getProperty("higher.compile", "auto");

    private static volatile @Nullable CompilationMode current;

    /**
     * The mode.
     *
     * @throws IllegalArgumentException if the property names none
     */
    static CompilationMode current() {
        CompilationMode known = current;
        if (known == null) {
            known = of(GIVEN);
            current = known;
        }
        return known;
    }

    /** Changes it for the whole process, and says what it was. */
    static CompilationMode turn(CompilationMode wanted) {
        CompilationMode before = current();
        current = wanted;
        return before;
    }

    static CompilationMode of(String property) {
        return switch (property) {
            case "auto" -> AUTO;
            case "always" -> ALWAYS;
            case "off" -> OFF;
            default ->
                    throw new IllegalArgumentException(
                            "-Dhigher.compile="
                                    + property
                                    + ": no way to run fused programs; give auto, always or off");
        };
    }
}
