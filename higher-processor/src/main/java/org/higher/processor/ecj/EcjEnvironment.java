package org.higher.processor.ecj;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileManager.Location;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * What ecj knows and no standard API tells: the text of a type's file, where classes are looked
 * for, and how to report at a position. By reflection, so that ecj is no dependency.
 */
final class EcjEnvironment {
    private static final String PACKAGE = "org.eclipse.jdt.internal.";

    private final ProcessingEnvironment environment;

    private EcjEnvironment(ProcessingEnvironment environment) {
        this.environment = environment;
    }

    /** Empty where the compiler is not ecj. */
    static Optional<EcjEnvironment> of(ProcessingEnvironment environment) {
        return environment.getClass().getName().startsWith(PACKAGE)
                ? Optional.of(new EcjEnvironment(environment))
                : Optional.empty();
    }

    /** The file that declares a type; empty if ecj does not compile it in this round. */
    Optional<SourceUnit> source(TypeElement type) {
        try {
            Object unit = Reflection.get(result(type), "compilationUnit");
            char[] text = (char[]) Reflection.call(unit, "getContents");
            char[] file = (char[]) Reflection.call(unit, "getFileName");
            String name = type.getQualifiedName().toString();
            return Optional.of(new SourceUnit(Path.of(new String(file)), name, new String(text)));
        } catch (ReflectiveOperationException binary) {
            return Optional.empty();
        }
    }

    /** Where javac finds classes; modules are on the class path as well. */
    List<File> classPath() {
        List<File> all = new ArrayList<>(location(StandardLocation.CLASS_PATH));
        all.addAll(location(StandardLocation.MODULE_PATH));
        return all;
    }

    List<File> sourcePath() {
        return location(StandardLocation.SOURCE_PATH);
    }

    private List<File> location(Location location) {
        List<File> files = new ArrayList<>();
        try {
            if (Reflection.call(environment, "getFileManager") instanceof StandardJavaFileManager m
                    && m.getLocation(location) != null) {
                m.getLocation(location).forEach(files::add);
            }
        } catch (ReflectiveOperationException none) {
            return List.of();
        }
        return files;
    }

    /** The options of a javac that reads the same language, and goes on after errors. */
    List<String> javacOptions() {
        String version = environment.getSourceVersion().name().replace("RELEASE_", "");
        List<String> options = new ArrayList<>(List.of("-implicit:none", "-Xmaxerrs", "100000"));
        options.addAll(List.of("-source", version, "-Xlint:-options"));
        options.add("--should-stop=ifError=FLOW");
        if (environment.isPreviewEnabled()) {
            options.add("--enable-preview");
        }
        return options;
    }

    /**
     * Reports at a position of the file that declares a type.
     *
     * @return false if this version of ecj does not take that
     */
    boolean report(TypeElement type, Found found) {
        try {
            Object problem =
                    Reflection.create(
                            environment.getClass().getClassLoader(),
                            PACKAGE + "compiler.apt.dispatch.AptProblem",
                            context(type),
                            Reflection.call(result(type), "getFileName"),
                            found.text(),
                            0,
                            new String[0],
                            found.isError() ? 1 : 0,
                            found.start(),
                            found.end() - 1,
                            found.line(),
                            found.column());
            Object compiler = Reflection.get(environment, "_compilerOwner");
            if (found.isError()) {
                Reflection.run(environment, "setErrorRaised", true);
            }
            Reflection.run(compiler, "addExtraProblems", problem);
            return true;
        } catch (ReflectiveOperationException otherVersion) {
            return false;
        }
    }

    /** ecj's declaration of the file of a type. */
    private static Object context(TypeElement type) throws ReflectiveOperationException {
        Object binding = Reflection.get(type, "_binding");
        return Reflection.call(Reflection.get(binding, "scope"), "referenceCompilationUnit");
    }

    private static Object result(TypeElement type) throws ReflectiveOperationException {
        return Reflection.get(context(type), "compilationResult");
    }
}
