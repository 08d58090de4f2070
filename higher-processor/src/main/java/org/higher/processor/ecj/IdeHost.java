package org.higher.processor.ecj;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;

/** ecj in the builder of an IDE, which is Eclipse or has its Java tools. */
record IdeHost(ProcessingEnvironment environment) implements EcjHost {
    private static final String CONFIGURATION = "org.eclipse.jdt.apt.core.util.AptConfig";

    static boolean isIde(ProcessingEnvironment environment) {
        return Reflection.has(environment, "getJavaProject");
    }

    /** The class path of the project, after what it has compiled itself. */
    @Override
    public SearchPath searchPath() throws ReflectiveOperationException {
        Object project = Reflection.call(environment, "getJavaProject");
        Map<?, ?> options = options(project);
        List<File> classes = new ArrayList<>(outputs(project));
        classes.addAll(files(options, "-classpath"));
        return new SearchPath(classes, files(options, "-sourcepath"));
    }

    /** The folders of the project's classes; some tools give each folder of sources its own. */
    private static Set<File> outputs(Object project) throws ReflectiveOperationException {
        List<Object> paths = new ArrayList<>();
        for (Object entry : (Object[]) Reflection.call(project, "getResolvedClasspath", true)) {
            Reflection.find(entry, "getOutputLocation").ifPresent(paths::add);
        }
        paths.add(Reflection.call(project, "getOutputLocation"));
        Object workspace =
                Reflection.call(
                        Reflection.call(Reflection.call(project, "getProject"), "getWorkspace"),
                        "getRoot");
        Set<File> folders = new LinkedHashSet<>();
        for (Object path : paths) {
            Optional<Object> folder = Reflection.find(workspace, "findMember", path);
            if (folder.isPresent()) {
                Object location = Reflection.call(folder.get(), "getLocation");
                folders.add((File) Reflection.call(location, "toFile"));
            }
        }
        return folders;
    }

    /** What a compiler on the command line would be called with. */
    private Map<?, ?> options(Object project) throws ReflectiveOperationException {
        Object options =
                Reflection.callStatic(
                        environment.getClass().getClassLoader(),
                        CONFIGURATION,
                        "getProcessorOptions",
                        project,
                        Reflection.call(environment, "isTestCode"));
        return (Map<?, ?>) options;
    }

    private static List<File> files(Map<?, ?> options, String name)
            throws ReflectiveOperationException {
        if (!(options.get(name) instanceof String path)) {
            throw new NoSuchFieldException(CONFIGURATION + " " + name);
        }
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(file -> !file.isEmpty())
                .map(File::new)
                .toList();
    }

    @Override
    public void report(Object problem, Object unit, boolean isError)
            throws ReflectiveOperationException {
        Reflection.run(Reflection.get(unit, "compilationResult"), "record", problem, unit);
    }
}
