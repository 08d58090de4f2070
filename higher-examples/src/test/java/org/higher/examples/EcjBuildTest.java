package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples and their tests as Eclipse's compiler compiles them. */
class EcjBuildTest {
    private static final Path BUILT = Path.of("target", "generated-sources", "annotations");
    private static final Path BUILT_TESTS =
            Path.of("target", "generated-test-sources", "test-annotations");

    /** Those that start builds or processes of their own, or read the sources. */
    private static final String NOT_AGAIN =
            ".*[.](EcjBuildTest|BenchmarksTest|DocumentedCodeTest|NoticeTest|PublicationTest"
                    + "|ExistingClassesTest|HigherCompilerTest|CompileTimeTest)";

    @TempDir private static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        Files.createDirectories(folder.resolve("generated"));
        StringWriter report = new StringWriter();
        String[] arguments = {
            "--release",
            "17",
            "-nowarn",
            "-proceedOnError",
            "-d",
            folder.resolve("classes").toString(),
            "-s",
            folder.resolve("generated").toString(),
            "-classpath",
            classPath(),
            "-processorpath",
            classPath(),
            "src/main/java",
            "src/test/java"
        };
        PrintWriter out = new PrintWriter(report);
        boolean compiled = BatchCompiler.compile(arguments, out, out, null);
        assertThat(compiled).as(report.toString()).isTrue();
    }

    /** Without what this module was compiled to before. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).startsWith(Path.of("target").toAbsolutePath()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void generatesWhatItGeneratesUnderJavac() throws IOException {
        List<Path> files = generated(folder.resolve("generated"));
        assertThat(files).hasSizeGreaterThan(5);
        for (Path file : files) {
            assertThat(folder.resolve("generated").resolve(file))
                    .hasSameTextualContentAs(built(file));
        }
    }

    /** Of the main code, or of the tests. */
    private static Path built(Path file) {
        Path main = BUILT.resolve(file);
        return Files.exists(main) ? main : BUILT_TESTS.resolve(file);
    }

    private static List<Path> generated(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).map(root::relativize).toList();
        }
    }

    @Test
    void testsPass() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djava.awt.headless=true", "-Dorg.nd4j.log.initialization=false"));
        String classes = folder.resolve("classes") + File.pathSeparator;
        String resources = Path.of("src", "main", "resources") + File.pathSeparator;
        command.addAll(List.of("-cp", classes + resources + classPath()));
        command.add("org.junit.platform.console.ConsoleLauncher");
        command.addAll(List.of("execute", "--disable-banner", "--details=summary"));
        command.addAll(List.of("--select-package", "org.higher.examples"));
        command.addAll(List.of("--exclude-classname", NOT_AGAIN));
        Path report = folder.resolve("report.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(report.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(report)).isZero();
        assertThat(Files.readString(report)).containsPattern("[1-9]\\d+ tests successful");
    }
}
