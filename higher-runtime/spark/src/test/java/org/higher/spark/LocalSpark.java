package org.higher.spark;

import org.apache.spark.SparkConf;

/** Spark within this JVM, for tests that need no executors of their own. */
final class LocalSpark {
    private LocalSpark() {}

    static SparkConf conf(int cores) {
        return new SparkConf()
                .setMaster("local[" + cores + "]")
                .setAppName("test")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false");
    }
}
