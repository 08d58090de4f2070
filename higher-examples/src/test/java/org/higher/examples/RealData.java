package org.higher.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where tests find data sets that are not part of the project.
 *
 * <p>They are in folders of the one that the system property {@code higher.data} names, else of
 * {@code ../shared/data}, seen from the project's root.
 */
public final class RealData {
    private static final String PROPERTY = "higher.data";

    private RealData() {}

    /**
     * The folder of a data set; a test that asks for it is skipped where it is not.
     *
     * @param name of the folder
     * @param files that are to be in it
     */
    public static Path folder(String name, String... files) {
        // Tests run in higher-examples.
        Path base = Path.of(System.getProperty(PROPERTY, "../../shared/data"));
        Path folder = base.resolve(name).toAbsolutePath().normalize();
        require(folder);
        for (String file : files) {
            require(folder.resolve(file));
        }
        return folder;
    }

    private static void require(Path path) {
        assumeTrue(
                Files.exists(path),
                () ->
                        String.format(
                                "skipped: no %s; -D%s=DIR names the folder of mnist and omniglot",
                                path, PROPERTY));
    }
}
