package org.higher.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where programs look for data that are not part of the project. */
public final class DataFolder {
    private DataFolder() {}

    /**
     * The folder {@code data/NAME} in the working folder or, as this build runs programs in that of
     * their module, in the one above.
     *
     * @return an absolute path; that in the working folder, if there is neither
     */
    public static Path of(String name) {
        Path here = Path.of("data", name).toAbsolutePath();
        Path above = Path.of("..", "data", name).toAbsolutePath().normalize();
        return List.of(here, above).stream().filter(Files::isDirectory).findFirst().orElse(here);
    }
}
