package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.TaskRunner;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.spark.Workloads.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that have other classes than the driver. */
@Timeout(120)
class ClassPathTest {
    private static final String PATH = System.getProperty("java.class.path");
    private static final List<Seed> TASKS = Workloads.seeds(0, 3);

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(3, 2)));
    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

    @TempDir private Path folder;
    private Path driver;
    private URLClassLoader loader;

    @BeforeEach
    void load() throws IOException {
        driver = folder.resolve("driver");
        compile(driver, "alike", 1);
        compile(driver, "changed", 1);
        compile(driver, "missing", 1);
        loader = new URLClassLoader(new URL[] {driver.toUri().toURL()}, usual);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @AfterEach
    void unload() throws IOException {
        Thread.currentThread().setContextClassLoader(usual);
        loader.close();
    }

    /** A class {@code Work} of a package, which makes a number of each task. */
    private static void compile(Path to, String name, int result) throws IOException {
        Path source = Files.createDirectories(to.resolve(name)).resolve("Work.java");
        Files.writeString(
                source,
                "package %s;\n".formatted(name)
                        + "public class Work\n"
                        + "        implements org.higher.TaskFunction<Object, Object, Integer> {\n"
                        + "    public Integer apply(Object model, Object task) {\n"
                        + "        return %d;\n".formatted(result)
                        + "    }\n"
                        + "}\n");
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                PATH,
                                "-d",
                                to.toString(),
                                source.toString());
        assertThat(failed).isZero();
    }

    private Path jar(String className) throws IOException {
        Path jar = folder.resolve("work.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(className));
            Files.copy(driver.resolve(className), out);
        }
        return jar;
    }

    @SuppressWarnings("unchecked") // compiled above
    private TaskFunction<Object, Object, Integer> work(String name)
            throws ReflectiveOperationException {
        return (TaskFunction<Object, Object, Integer>)
                loader.loadClass(name + ".Work").getConstructor().newInstance();
    }

    private static SparkConf conf(String path) {
        return Executors.followed(LocalCluster.conf(1, 1, 512))
                .set("spark.executor.extraClassPath", path);
    }

    /** As {@code java -cp target/classes:...} has them. */
    @Test
    void relativePathsAreThoseOfTheDriver() {
        String relative = String.join(File.pathSeparator, "target/classes", folder.toString());
        assertThat(LocalCluster.absolute(relative).split(File.pathSeparator))
                .containsExactly(
                        Path.of("target/classes").toAbsolutePath().toString(), folder.toString());
    }

    @Test
    void otherClasses() throws IOException, ReflectiveOperationException {
        Path other = folder.resolve("executor");
        compile(other, "changed", 2);
        String path =
                String.join(
                        File.pathSeparator,
                        other.toString(),
                        jar("alike/Work.class").toString(),
                        PATH);
        try (JavaSparkContext spark = new JavaSparkContext(conf(path));
                TaskRunner batch = new SparkMetaBatch(spark)) {
            assertThat(batch.map(learner, TASKS, work("alike"))).containsExactly(1, 1, 1);
            TaskFunction<Object, Object, Integer> changed = work("changed");
            assertThatThrownBy(() -> batch.map(learner, TASKS, changed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "SparkMetaBatch\\.map: executor \\d+ on \\S+: the code around"
                                    + " changed\\.Work is not the driver's; give all of them the"
                                    + " same JAR files, by --jars or as one application JAR");
            TaskFunction<Object, Object, Integer> missing = work("missing");
            assertThatThrownBy(() -> batch.map(learner, TASKS, missing))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "SparkMetaBatch\\.map: executor \\d+ on \\S+: class missing\\.Work is"
                                    + " not on the class path; give the executors the driver's JAR"
                                    + " files, by --jars or as one application JAR");
        }
    }

    @Test
    void noneOfThisModule() {
        String path =
                Arrays.stream(PATH.split(File.pathSeparator))
                        .filter(entry -> !new File(entry, "org/higher/spark").isDirectory())
                        .collect(Collectors.joining(File.pathSeparator));
        try (JavaSparkContext spark = new JavaSparkContext(conf(path));
                TaskRunner batch = new SparkMetaBatch(spark)) {
            assertThatThrownBy(() -> batch.map(learner, TASKS, (net, task) -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "SparkMetaBatch.map: the job failed, in Spark and not in a task: ")
                    .hasMessageEndingWith(
                            "; give the executors the JAR files of higher-spark and higher-runtime,"
                                    + " by --jars or in the application's JAR");
        }
    }
}
