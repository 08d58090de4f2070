package org.higher.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class MasterTest {
    @AfterEach
    void forget() {
        System.clearProperty("spark.master");
    }

    private static SparkConf conf(@Nullable String option) {
        return Master.conf(ShopForecasts.commandLine(), option);
    }

    @Test
    void unlessToldOtherwiseExecutorsHaveProcessesOfTheirOwn() {
        SparkConf conf = conf(null);
        assertThat(conf.get("spark.master")).isEqualTo("local-cluster[2,1,1024]");
        assertThat(conf.get("spark.executor.extraClassPath")).contains("higher-examples");
    }

    @Test
    void theOptionNamesAnother() {
        assertThat(conf("local[2]").get("spark.master")).isEqualTo("local[2]");
        assertThat(conf("local-cluster[3,2,512]").get("spark.executor.memory")).isEqualTo("512m");
    }

    /** It sets system properties. */
    @Test
    void theMasterOfSparkSubmitIsTaken() {
        System.setProperty("spark.master", "yarn");
        assertThat(conf(null).get("spark.master")).isEqualTo("yarn");
        assertThat(conf(null).contains("spark.executor.extraClassPath")).isFalse();
    }

    @Test
    void oneMasterIsGivenOnce() {
        System.setProperty("spark.master", "yarn");
        assertThatThrownBy(() -> conf("local[2]"))
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "--master: local[2], but spark-submit has given yarn; give it once, to"
                                + " spark-submit");
    }
}
