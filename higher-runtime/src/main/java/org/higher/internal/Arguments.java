package org.higher.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of arguments, with messages that name the class that was called. */
public final class Arguments {
    private Arguments() {}

    /**
     * An argument that must not be null.
     *
     * @param owner of the method, for the message
     * @param kind of thing it is, for the message
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T nonNull(String owner, @Nullable T argument, String kind) {
        if (argument == null) {
            throw new IllegalArgumentException(owner + ": null is no " + kind + "; give one");
        }
        return argument;
    }

    /**
     * The tasks of a batch, of which there must be some.
     *
     * @param owner of the method, for the message
     * @throws IllegalArgumentException if there are none
     */
    public static <T> List<T> nonEmpty(String owner, List<T> tasks) {
        if (nonNull(owner, tasks, "list of tasks").isEmpty()) {
            throw new IllegalArgumentException(owner + ": no tasks; give one or more");
        }
        return tasks;
    }
}
