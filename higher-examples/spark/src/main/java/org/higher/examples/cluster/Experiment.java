package org.higher.examples.cluster;

import java.io.PrintStream;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.higher.Learner;
import org.higher.examples.cluster.data.SalesTable;
import org.higher.report.RunReport;
import org.higher.spark.EpisodeBatch;
import org.higher.spark.Episodes;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Tensor;

/** Writes the table, trains both models on it, and measures both on the same held-out shops. */
final class Experiment {
    /** Days of a shop that forecasts are measured on. */
    private static final int QUERY = 16;

    /** Step sizes that fine-tuning may choose from. */
    private static final double[] RATES = {0.01, 0.02, 0.05, 0.1, 0.2};

    private static final int TUNING_SHOPS = 100;

    /** The part of the shops to train on. */
    private static final double TRAINING = 0.9;

    /**
     * Shops that stay together: those of a meta-batch run in a Spark task, and take some
     * milliseconds each.
     */
    private static final int SHOPS_PER_PARTITION = 256;

    private final Settings settings;
    private final SparkSession spark;
    private final RunReport report = new RunReport("Sales of a new shop");

    Experiment(Settings settings, SparkSession spark) {
        this.settings = settings;
        this.spark = spark;
        report.setting("settings", settings);
    }

    /** What the run was like; complete when it is over. */
    RunReport report() {
        return report;
    }

    /**
     * What came out.
     *
     * @param table the sales
     * @param meta the meta-trained model
     * @param metaErrors its errors
     * @param metaSeconds how long an outer step took
     * @param plain the model trained on all shops together
     * @param plainErrors its errors
     * @param plainRate the step size chosen for it
     * @param plainSeconds how long a step took
     * @param openings forecasts of both from the first days of held-out shops
     * @param onThreads an outer step of the meta-trained model without the cluster
     */
    record Results(
            Dataset<Row> table,
            Learner<Forecaster> meta,
            List<Errors> metaErrors,
            double metaSeconds,
            Learner<Forecaster> plain,
            List<Errors> plainErrors,
            double plainRate,
            double plainSeconds,
            Openings openings,
            OnThreads onThreads) {}

    /** Runs everything; progress goes to a stream, results come back. */
    Results run(PrintStream progress) {
        Dataset<Row> table =
                SalesTable.write(spark, settings.shops(), settings.seed(), settings.data());
        try (Episodes.Split shops = split(table);
                SparkMetaBatch cluster = new SparkMetaBatch(context())) {
            Training outer = new Training(settings, cluster, shops.train(), report, progress);
            Learner<Forecaster> meta = Forecaster.learner(settings.seed(), true);
            double metaSeconds = outer.run("meta-training", meta, Training::adaptedLoss);
            Learner<Forecaster> plain = Forecaster.learner(settings.seed(), false);
            double plainSeconds = outer.run("one model for all", plain, Training::plainLoss);
            double rate = tuneRate(plain, cluster, shops.train());
            EpisodeBatch heldOut = shops.test().all(0);
            List<Errors> metaErrors = cluster.map(meta, heldOut, Evaluation::errors);
            return new Results(
                    table,
                    meta,
                    metaErrors,
                    metaSeconds,
                    plain,
                    cluster.map(plain, heldOut, Evaluation::errors),
                    rate,
                    plainSeconds,
                    Openings.of(table, metaErrors, meta, plain),
                    OnThreads.of(meta, shops.train().batch(0, settings.metaBatch()), cluster));
        }
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }

    private Episodes.Split split(Dataset<Row> table) {
        return Episodes.from(SalesTable.prepared(table))
                .task("shop")
                .features(SalesTable.FEATURES.toArray(String[]::new))
                .label("sales")
                .support(Evaluation.MOST_DAYS)
                .query(QUERY)
                .seed(settings.seed())
                .tasksPerPartition(SHOPS_PER_PARTITION)
                .trainAndTest(TRAINING);
    }

    /** Sets the step size of least error after fine-tuning, on shops it was trained on. */
    private static double tuneRate(
            Learner<Forecaster> plain, SparkMetaBatch cluster, Episodes shops) {
        EpisodeBatch some = shops.batch(0, Math.min(TUNING_SHOPS, shops.taskCount()));
        double best = RATES[0];
        double least = Double.POSITIVE_INFINITY;
        for (double rate : RATES) {
            setRate(plain, rate);
            double error =
                    cluster.map(plain, some, Evaluation::error).stream()
                            .mapToDouble(e -> e)
                            .average()
                            .orElseThrow();
            if (error < least) {
                least = error;
                best = rate;
            }
        }
        setRate(plain, best);
        return best;
    }

    private static void setRate(Learner<Forecaster> plain, double rate) {
        plain.model().rates().forEach(layer -> layer.assign(Tensor.scalar(rate)));
    }
}
