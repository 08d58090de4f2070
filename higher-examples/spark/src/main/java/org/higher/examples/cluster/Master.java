package org.higher.examples.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.higher.examples.OptionChecks;
import org.higher.spark.LocalCluster;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Which cluster to run on. */
final class Master {
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[(\\d+),(\\d+),(\\d+)]");

    private static final String DEFAULT = "local-cluster[2,1,1024]";

    /** Partitions of what is grouped: the table is small. */
    private static final String PARTITIONS = "8";

    private Master() {}

    /** A session on the cluster of an option, or on that of spark-submit, or on this machine. */
    static SparkSession session(CommandLine command, @Nullable String option) {
        SparkConf conf = conf(command, option);
        conf.setIfMissing("spark.app.name", "shop-forecasts");
        conf.setIfMissing("spark.sql.shuffle.partitions", PARTITIONS);
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        return SparkSession.builder().config(conf).getOrCreate();
    }

    static SparkConf conf(CommandLine command, @Nullable String option) {
        SparkConf submitted = new SparkConf();
        if (submitted.contains("spark.master")) {
            if (option != null) {
                throw new OptionChecks(command)
                        .refused(
                                "--master: "
                                        + option
                                        + ", but spark-submit has given "
                                        + submitted.get("spark.master")
                                        + "; give it once, to spark-submit");
            }
            return submitted;
        }
        String master = option == null ? DEFAULT : option;
        Matcher local = LOCAL_CLUSTER.matcher(master);
        return local.matches()
                ? LocalCluster.conf(
                        Integer.parseInt(local.group(1)),
                        Integer.parseInt(local.group(2)),
                        Integer.parseInt(local.group(3)))
                : submitted.setMaster(master).set("spark.ui.enabled", "false");
    }
}
