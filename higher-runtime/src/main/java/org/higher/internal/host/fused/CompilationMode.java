package org.higher.internal.host.fused;

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

    private static final String PROPERTY = "higher.compile";

    private static volatile CompilationMode current = of(System.getProperty(PROPERTY, "auto"));

    static CompilationMode current() {
        return current;
    }

    /** Changes it for the whole process, and says what it was. */
    static CompilationMode turn(CompilationMode wanted) {
        CompilationMode before = current;
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
