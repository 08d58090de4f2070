package org.higher.internal;

import org.jspecify.annotations.Nullable;

/** What is shown of a task that failed. */
public final class TaskText {
    private static final int LENGTH = 200;

    private TaskText() {}

    /**
     * The task's {@code toString()} in one line, shortened.
     *
     * @return empty if its class has no such method of its own, or that fails as well
     */
    public static String of(@Nullable Object task) {
        if (task == null) {
            return "null";
        }
        String text;
        try {
            text = task.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return "";
        }
        String identity = task.getClass().getName() + "@";
        if (text == null || text.startsWith(identity)) {
            return "";
        }
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "...";
    }
}
