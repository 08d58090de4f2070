package org.higher.processor.ecj;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a compiler looks for classes that it was not given.
 *
 * @param classes folders and JARs of class files
 * @param sources folders of sources
 */
record SearchPath(List<File> classes, List<File> sources) {
    /** The source of a type that is not in a file of another name. */
    Optional<SourceUnit> source(String type) {
        return sources.stream()
                .map(folder -> folder.toPath().resolve(type.replace('.', '/') + ".java"))
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(file -> SearchPath.read(file, type));
    }

    private static Optional<SourceUnit> read(Path file, String type) {
        try {
            return Optional.of(new SourceUnit(file, type, Files.readString(file)));
        } catch (IOException unreadable) { // as if it were not there: an error says what is lacked
            return Optional.empty();
        }
    }
}
