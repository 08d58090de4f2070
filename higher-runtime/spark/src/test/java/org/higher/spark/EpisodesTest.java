package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn, and that nothing but data, seed and step decides it. */
@Timeout(120)
class EpisodesTest {
    private static final Comparator<Episode> BY_KEY = Comparator.comparing(Episode::task);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Tables.session().getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> table(int customers, int rowsEach) {
        return Tables.table(spark, Tables.rows(customers, rowsEach), Tables.COLUMNS);
    }

    // what decides

    @ParameterizedTest
    @CsvSource({"1, 2, 4", "3, 1, 1", "7, 5, 64"})
    void filesPartitionsAndTheOrderOfRowsChangeNoBit(
            int files, int shufflePartitions, int tasksPerPartition, @TempDir Path folder) {
        List<Row> rows = Tables.rows(23, 8);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(files));
        String path = folder.resolve("customers").toString();
        Tables.table(spark, shuffled, Tables.COLUMNS).repartition(files).write().parquet(path);
        spark.conf().set("spark.sql.shuffle.partitions", shufflePartitions);
        Dataset<Row> read = spark.read().parquet(path).repartition(shufflePartitions + 1);
        try (Episodes plain =
                        Tables.episodes(Tables.table(spark, rows, Tables.COLUMNS).coalesce(1))
                                .tasksPerPartition(10)
                                .build();
                Episodes other =
                        Tables.episodes(read).tasksPerPartition(tasksPerPartition).build()) {
            assertThat(other.taskCount()).isEqualTo(23);
            for (long step = 0; step < 3; step++) {
                assertThat(other.batch(step, 6).toList()).isEqualTo(plain.batch(step, 6).toList());
                assertThat(other.all(step).toList()).isEqualTo(plain.all(step).toList());
            }
        }
    }

    @Test
    void seedAndStepDecide() {
        try (Episodes episodes = Tables.episodes(table(12, 9)).build();
                Episodes same = Tables.episodes(table(12, 9)).build();
                Episodes other = Tables.episodes(table(12, 9)).seed(6).build()) {
            List<Episode> batch = episodes.batch(3, 5).toList();
            assertThat(episodes.batch(3, 5).toList()).isEqualTo(batch);
            assertThat(same.batch(3, 5).toList()).isEqualTo(batch);
            assertThat(keys(episodes.batch(4, 5))).isNotEqualTo(keys(batch));
            assertThat(keys(other.batch(3, 5))).isNotEqualTo(keys(batch));
            // the rows of a task don't depend on the other tasks of a batch
            assertThat(episodes.all(3).toList()).containsAll(batch).isSortedAccordingTo(BY_KEY);
            assertThat(episodes.all(4).toList()).doesNotContainAnyElementsOf(batch);
        }
    }

    /** These draws stay what they are from version to version, and on every JVM. */
    @Test
    void drawsStayWhatTheyAre() {
        try (Episodes episodes = Tables.episodes(table(12, 9)).build()) {
            assertThat(
                            episodes.batch(3, 3).toList().stream()
                                    .map(e -> e.task() + ": " + support(e) + query(e)))
                    .containsExactly(
                            "customer 9: [89, 86][85, 88, 81]",
                            "customer 2: [23, 21][22, 18, 24]",
                            "customer 1: [17, 16][13, 10, 15]");
        }
    }

    @Test
    void aTaskThatIsRunAgainIsTheSame() {
        try (Episodes episodes = Tables.episodes(table(12, 9)).tasksPerPartition(3).build()) {
            EpisodeBatch batch = episodes.batch(1, 7);
            JavaRDD<Slice<Episode>> failing = batch.slices().map(EpisodesTest::secondAttempt);
            List<Episode> drawn = new ArrayList<>(Collections.nCopies(7, null));
            for (Slice<Episode> slice : failing.collect()) {
                IntStream.range(0, slice.positions().length)
                        .forEach(i -> drawn.set(slice.positions()[i], slice.tasks().get(i)));
            }
            assertThat(drawn).isEqualTo(batch.toList());
        }
    }

    private static Slice<Episode> secondAttempt(Slice<Episode> slice) {
        if (TaskContext.get().attemptNumber() == 0) {
            throw new IllegalStateException("the first attempt fails");
        }
        return slice;
    }

    // what is drawn

    @Test
    void supportAndQueryAreDifferentRowsOfTheTask() {
        List<Row> rows = Tables.rows(10, 7);
        try (Episodes episodes = Tables.episodes(table(10, 7)).tasksPerPartition(4).build()) {
            for (long step = 0; step < 5; step++) {
                List<Episode> batch = episodes.batch(step, 6).toList();
                assertThat(keys(batch)).doesNotHaveDuplicates();
                for (Episode episode : batch) {
                    List<Integer> drawn = new ArrayList<>(support(episode));
                    drawn.addAll(query(episode));
                    assertThat(drawn).hasSize(5).doesNotHaveDuplicates();
                    float[] features = episode.supportFeatures().toFloats();
                    for (int i = 0; i < 5; i++) {
                        Row row = rows.get(drawn.get(i));
                        assertThat(row.getString(0)).isEqualTo(episode.task());
                        float[] own = i < 2 ? features : episode.queryFeatures().toFloats();
                        int at = 2 * (i < 2 ? i : i - 2);
                        assertThat(own[at]).isEqualTo((float) row.getDouble(1));
                        assertThat(own[at + 1]).isEqualTo(row.getFloat(2));
                    }
                }
            }
        }
    }

    @Test
    void everyTaskAndEveryRowIsDrawnInTime() {
        try (Episodes episodes = Tables.episodes(table(4, 6)).tasksPerPartition(2).build()) {
            Set<Integer> support = new HashSet<>();
            Set<Integer> query = new HashSet<>();
            for (long step = 0; step < 25; step++) {
                for (Episode episode : episodes.batch(step, 2).toList()) {
                    support.addAll(support(episode));
                    query.addAll(query(episode));
                }
            }
            assertThat(support).hasSize(24);
            assertThat(query).hasSize(24);
        }
    }

    @Test
    void queryRestTakesAllOtherRows() {
        try (Episodes episodes = Tables.episodes(table(3, 6)).queryRest().build()) {
            for (Episode episode : episodes.all(0).toList()) {
                assertThat(episode.supportCount()).isEqualTo(2);
                assertThat(episode.queryCount()).isEqualTo(4);
                assertThat(Stream.concat(support(episode).stream(), query(episode).stream()))
                        .doesNotHaveDuplicates()
                        .hasSize(6);
            }
        }
    }

    @Test
    void tensorsHaveARowForARow() {
        try (Episodes episodes =
                Tables.episodes(table(2, 6)).features("x2").label("y", "x1").build()) {
            Episode episode = episodes.all(0).toList().get(1);
            assertThat(episode.toString())
                    .isEqualTo("Episode[task=customer 1, support=2, query=3]");
            assertThat(episode.supportFeatures().shape()).containsExactly(2, 1);
            assertThat(episode.supportLabels().shape()).containsExactly(2, 2);
            assertThat(episode.queryFeatures().shape()).containsExactly(3, 1);
            assertThat(episode.queryLabels().shape()).containsExactly(3, 2);
            assertThatThrownBy(episode::queryClasses)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("Episode.queryClasses: task customer 1", "of 2 a row");
        }
    }

    // where it is drawn

    @Test
    void partitionsHoldAFixedNumberOfTasksAndOnlyThoseOfTheBatchRun() {
        try (Episodes episodes = Tables.episodes(table(23, 5)).tasksPerPartition(4).build()) {
            assertThat(episodes.all(0).slices().map(slice -> slice.tasks().size()).collect())
                    .containsExactly(4, 4, 4, 4, 4, 3);
            EpisodeBatch batch = episodes.batch(2, 3);
            assertThat(batch.size()).isEqualTo(3);
            List<Slice<Episode>> slices = batch.slices().collect();
            assertThat(batch.slices().getNumPartitions()).isEqualTo(slices.size()).isBetween(1, 3);
            List<Integer> positions = new ArrayList<>();
            for (Slice<Episode> slice : slices) {
                assertThat(slice.positions()).isSorted();
                assertThat(slice.tasks()).hasSameSizeAs(slice.positions());
                IntStream.of(slice.positions()).forEach(positions::add);
            }
            assertThat(positions).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    /** The limit on results, 1 MB, is less than the table's size. */
    @Test
    void rowsAreNotCollected() {
        Dataset<Row> wide =
                spark.range(20_000)
                        .selectExpr(
                                "concat('c', id % 40) as customer",
                                "transform(sequence(1, 50), i -> float(hash(id, i))) as x",
                                "id as y");
        assertThatThrownBy(wide::collectAsList).hasMessageContaining("maxResultSize");
        try (Episodes episodes = Tables.episodes(wide).features("x").build()) {
            assertThat(episodes.taskCount()).isEqualTo(40);
            assertThat(episodes.batch(0, 3).toList().get(0).supportFeatures().shape())
                    .containsExactly(2, 50);
        }
    }

    @Test
    void closingFreesWhatExecutorsKeep() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Episodes episodes = Tables.episodes(table(4, 6)).build();
        EpisodeBatch batch = episodes.batch(0, 2);
        assertThat(context.getPersistentRDDs()).hasSize(1);
        episodes.close();
        episodes.close();
        assertThat(context.getPersistentRDDs()).isEmpty();
        for (Runnable use :
                List.<Runnable>of(
                        () -> episodes.batch(0, 1), () -> episodes.all(0), batch::toList)) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Episodes: closed; use them inside their try block");
        }
    }

    // columns

    @Test
    void numbersOfAllTypesAndArraysOfThemAreFeatures() {
        Dataset<Row> numbers =
                table(6, 5)
                        .selectExpr(
                                "tinyint(y % 7) as a",
                                "smallint(y) as b",
                                "bigint(y) as c",
                                "cast(y / 8 as decimal(9, 3)) as d",
                                "int(substring(customer, 9)) as customer",
                                "x1 as `x.1`",
                                "double(y) as y");
        String cells = "a, b, c, d, `x.1`";
        List<List<Episode>> drawn = new ArrayList<>();
        for (Dataset<Row> data :
                List.of(
                        numbers,
                        numbers.selectExpr(
                                "customer", "y", "array(float(a), b, c, d, float(`x.1`)) as x"),
                        numbers.selectExpr(
                                "string(customer) as customer",
                                "y",
                                "transform(array(" + cells + "), v -> double(v)) as x"))) {
            String[] features =
                    data == numbers ? new String[] {"a", "b", "c", "d", "x.1"} : new String[] {"x"};
            try (Episodes episodes = Tables.episodes(data).features(features).build()) {
                drawn.add(episodes.all(0).toList());
            }
        }
        assertThat(drawn.get(1)).isEqualTo(drawn.get(0)).hasSize(6);
        assertThat(drawn.get(2)).isEqualTo(drawn.get(0));
    }

    @Test
    void labelsMayBeClasses() {
        Dataset<Row> data = table(3, 6).selectExpr("customer", "x1", "x2", "y % 3 as y");
        try (Episodes episodes = Tables.episodes(data).build()) {
            Episode episode = episodes.all(0).toList().get(0);
            assertThat(IntStream.of(episode.supportClasses()).boxed())
                    .isEqualTo(support(episode))
                    .isSubsetOf(0, 1, 2);
        }
    }

    @Test
    void keysOfAnyTextAreOrderedAsJavaOrdersThem() {
        List<String> keys = List.of("", "\uD83D\uDE00", "\uFFFD", "null", "a\u0000b", "10", "9");
        List<Row> rows = new ArrayList<>();
        for (String key : keys) {
            IntStream.range(0, 5).forEach(i -> rows.add(RowFactory.create(key, 0.5, 1f, i)));
        }
        try (Episodes episodes =
                Tables.episodes(Tables.table(spark, rows, Tables.COLUMNS))
                        .tasksPerPartition(2)
                        .build()) {
            assertThat(keys(episodes.all(0))).isEqualTo(keys.stream().sorted().toList());
        }
    }

    // tasks

    @Test
    void smallTasksAreDroppedAndCounted() {
        Dataset<Row> data = table(9, 6).where("y not in (0, 1, 50, 51)");
        try (Episodes episodes =
                Tables.episodes(data).dropSmallTasks().tasksPerPartition(2).build()) {
            assertThat(episodes.droppedTaskCount()).isEqualTo(2);
            assertThat(keys(episodes.all(0)))
                    .containsExactlyElementsOf(
                            IntStream.range(1, 8).mapToObj(i -> "customer " + i).toList());
        }
    }

    @Test
    void tasksStayOnTheirSideWhenRowsAndTasksAreAdded() {
        try (Episodes.Split before = Tables.episodes(table(40, 5)).trainAndTest(0.75);
                Episodes.Split after = Tables.episodes(table(60, 6)).trainAndTest(0.75)) {
            List<String> train = keys(before.train().all(0));
            List<String> test = keys(before.test().all(0));
            assertThat(train).doesNotContainAnyElementsOf(test).hasSizeBetween(24, 36);
            assertThat(train.size() + test.size()).isEqualTo(40);
            assertThat(keys(after.train().all(0))).containsAll(train);
            assertThat(keys(after.test().all(0))).containsAll(test);
        }
    }

    private static List<String> keys(EpisodeBatch batch) {
        return keys(batch.toList());
    }

    private static List<String> keys(List<Episode> batch) {
        return batch.stream().map(Episode::task).toList();
    }

    /** The numbers of the support rows. */
    private static List<Integer> support(Episode episode) {
        return whole(episode.supportLabels().toFloats());
    }

    private static List<Integer> query(Episode episode) {
        return whole(episode.queryLabels().toFloats());
    }

    private static List<Integer> whole(float[] labels) {
        return IntStream.range(0, labels.length).mapToObj(i -> (int) labels[i]).toList();
    }
}
