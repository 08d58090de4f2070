package org.higher.processor.ecj;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * What ecj knows and no standard API tells: the text of a type's file, where classes are looked
 * for, and how to report at a position. By reflection, so that ecj is no dependency.
 */
final class EcjEnvironment {
    private static final String PACKAGE = "org.eclipse.jdt.internal.";

    private final ProcessingEnvironment environment;
    private final EcjHost host;

    private EcjEnvironment(ProcessingEnvironment environment) {
        this.environment = environment;
        host = IdeHost.isIde(environment) ? new IdeHost(environment) : new BatchHost(environment);
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

    /**
     * Where classes and sources are looked for.
     *
     * @throws ReflectiveOperationException if this version does not tell
     */
    SearchPath searchPath() throws ReflectiveOperationException {
        return host.searchPath();
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
                            severity(found.kind()),
                            found.start(),
                            found.end() - 1,
                            found.line(),
                            found.column());
            host.report(problem, context(type), found.isError());
            return true;
        } catch (ReflectiveOperationException otherVersion) {
            return false;
        }
    }

    /** ecj's numbers. */
    private static int severity(Diagnostic.Kind kind) {
        return switch (kind) {
            case ERROR -> 1;
            case WARNING, MANDATORY_WARNING -> 0;
            case NOTE, OTHER -> 1 << 10;
        };
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
