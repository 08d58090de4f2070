package org.higher.processor.eclipse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;

/**
 * What Eclipse's builder made of a project after some files were saved.
 *
 * @param errors as {@code Net.java:3 text}, in order
 * @param generated generated files and their modification stamps
 */
record EclipseBuild(List<String> errors, Map<String, String> generated) {
    /**
     * Builds a project again and again.
     *
     * @param folder an empty folder to work in
     * @param saves the files that are saved before each build
     */
    static List<EclipseBuild> of(Path folder, List<List<JavaFileObject>> saves)
            throws IOException, InterruptedException {
        for (int i = 0; i < saves.size(); i++) {
            Files.createDirectories(step(folder, i));
            for (JavaFileObject file : saves.get(i)) {
                Path name = Path.of(file.getName()).getFileName();
                Files.writeString(step(folder, i).resolve(name), Compiling.text(file));
            }
        }
        EclipseProcess.run(folder);
        List<EclipseBuild> builds = new ArrayList<>();
        for (int i = 0; i < saves.size(); i++) {
            builds.add(of(Files.readAllLines(step(folder, i).resolve("report"))));
        }
        return builds;
    }

    private static Path step(Path folder, int number) {
        return folder.resolve("steps").resolve("step%02d".formatted(number));
    }

    private static EclipseBuild of(List<String> report) {
        Map<String, String> generated = new TreeMap<>();
        List<String> errors = new ArrayList<>();
        for (String line : report) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("error")) {
                errors.add(words[1] + " " + words[2]);
            } else {
                generated.put(words[1], words[2]);
            }
        }
        errors.sort(null);
        return new EclipseBuild(errors, generated);
    }
}
