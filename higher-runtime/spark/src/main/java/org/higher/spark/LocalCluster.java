package org.higher.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * A cluster on this machine: executors in JVMs of their own, for tests and samples.
 *
 * <p>It needs no installation of Spark, only its JAR files on the class path, which the executors
 * get as well, and three environment variables: {@code SPARK_HOME}, a folder that this may fill,
 * {@code SPARK_SCALA_VERSION=2.13} and {@code SPARK_LOCAL_IP=127.0.0.1}.
 */
public final class LocalCluster {
    /** What Spark starts an executor with at least: 1.5 times what it reserves for itself. */
    private static final int LEAST = 450;

    private LocalCluster() {}

    /**
     * The configuration of such a cluster, for a new context.
     *
     * @param executors how many JVMs
     * @param cores the tasks that each runs at once
     * @param megabytes the heap of each
     * @throws IllegalArgumentException if there is no executor or core, or too little memory
     * @throws IllegalStateException if an environment variable is missing
     */
    public static SparkConf conf(int executors, int cores, int megabytes) {
        if (executors < 1 || cores < 1 || megabytes < LEAST) {
            throw new IllegalArgumentException(
                    String.format(
                            "LocalCluster: %d executors of %d cores and %d MB; give at least 1, 1"
                                    + " and %d",
                            executors, cores, megabytes, LEAST));
        }
        Path home = Path.of(variable("SPARK_HOME"));
        variable("SPARK_SCALA_VERSION");
        String address = variable("SPARK_LOCAL_IP");
        try {
            Files.createDirectories(home.resolve("jars"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "LocalCluster: no folder can be made at SPARK_HOME=" + home, e);
        }
        return new SparkConf()
                .setMaster(String.format("local-cluster[%d,%d,%d]", executors, cores, megabytes))
                .set("spark.executor.memory", megabytes + "m")
                .set(
                        "spark.executor.extraClassPath",
                        absolute(System.getProperty("java.class.path")))
                .set("spark.driver.host", address)
                .set("spark.driver.bindAddress", address)
                .set("spark.ui.enabled", "false");
    }

    /** Executors start in folders of their own, where relative paths lead nowhere. */
    static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> new File(entry).getAbsolutePath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    "LocalCluster: the environment variable "
                            + name
                            + " is not set; give this program SPARK_HOME=<a folder>,"
                            + " SPARK_SCALA_VERSION=2.13 and SPARK_LOCAL_IP=127.0.0.1");
        }
        return value;
    }
}
