package org.higher.spark.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.nn.Init;
import org.higher.spark.Episodes;
import org.higher.spark.SparkMetaBatch;
import org.higher.spark.example.Training.Curve;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/cluster.md does what the page says. */
class TrainingTest {
    private static final Path PAGE = Path.of("../../docs/cluster.md");

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark =
                new JavaSparkContext(
                        new SparkConf()
                                .setMaster("local[2]")
                                .setAppName("page")
                                .set("spark.ui.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static List<Curve> curves(int count) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                new Curve(
                                        values(random),
                                        values(random),
                                        values(random),
                                        values(random)))
                .toList();
    }

    private static float[] values(SplittableRandom random) {
        float[] values = new float[10];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void bothWaysTrainAlike() {
        List<List<Curve>> batches = List.of(curves(4), curves(5));
        Init.seed(1);
        List<Tensor> threads = Training.onThreads(batches);
        Init.seed(1);
        List<Tensor> cluster = Training.onSpark(spark, batches);
        for (int i = 0; i < threads.size(); i++) {
            assertThat(cluster.get(i).toFloats()).containsExactly(threads.get(i).toFloats());
        }
    }

    @Test
    void theLearnerOfSeveralThingsNamesThem() {
        assertThat(Training.maml().tensors().keySet())
                .contains("net.first.weight", "learned.lr.0", "own.scale");
    }

    @Test
    void episodesOfATableTrainAlike(@TempDir Path folder) {
        SparkSession session = SparkSession.builder().getOrCreate();
        String path = folder.resolve("orders").toString();
        session.range(60 * 35)
                .selectExpr(
                        "concat('customer ', id % 60) as customer",
                        "id % 7 as weekday", "rand(1) as price", "rand(2) as amount")
                .write()
                .parquet(path);
        try (Episodes.Split orders = TableTraining.orders(session, path);
                MetaBatch threads = new MetaBatch(2);
                SparkMetaBatch cluster = new SparkMetaBatch(spark)) {
            Init.seed(1);
            List<Double> here = TableTraining.onThreads(threads, orders, 2);
            Init.seed(1);
            assertThat(TableTraining.onSpark(cluster, orders, 2))
                    .isEqualTo(here)
                    .hasSize(orders.test().taskCount());
        }
    }

    @Test
    void whatIsCapturedIsRefusedAsThePageShows() throws IOException {
        Learner<FunctionalNet> learner = Learner.of(() -> FunctionalNet.of(new Net()));
        FunctionalNet net = learner.model();
        String page = withoutSpace(Files.readString(PAGE));
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            Throwable refusal =
                    catchThrowable(
                            () ->
                                    batch.mean(
                                            learner,
                                            curves(2),
                                            (model, task) -> Training.adaptedLoss(net, task)));
            assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
            assertThat(page)
                    .contains(
                            withoutSpace(
                                    refusal.getMessage()
                                            .replaceAll(
                                                    "TrainingTest.whatIsCaptured\\w+",
                                                    "Training.main")
                                            .replace("org.higher.spark.example", "org.example")));
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
