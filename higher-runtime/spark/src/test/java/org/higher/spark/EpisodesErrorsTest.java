package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, with Kryo for what Spark serializes. */
@Timeout(120)
class EpisodesErrorsTest {
    private static final AtomicInteger READS = new AtomicInteger();

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark =
                Tables.session()
                        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                        .getOrCreate();
    }

    /** After all others, since it stops the context that they share. */
    @AfterAll
    static void aStoppedContextIsRefused() {
        Dataset<Row> data = table();
        Episodes episodes = Tables.episodes(data).build();
        EpisodeBatch batch = episodes.batch(0, 1);
        spark.stop();
        for (Runnable use :
                List.<Runnable>of(
                        () -> Tables.episodes(data).build(),
                        () -> episodes.batch(0, 1),
                        batch::toList)) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Episodes: the Spark context is stopped; use them before that");
        }
        episodes.close();
    }

    private static Dataset<Row> table() {
        return Tables.table(spark, Tables.rows(5, 6), Tables.COLUMNS);
    }

    private static void refused(Episodes.Builder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @AfterEach
    void nothingIsKept() {
        assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    }

    @Test
    void kryoChangesNothing() {
        try (Episodes episodes = Tables.episodes(table()).tasksPerPartition(2).build()) {
            assertThat(episodes.all(0).toList()).hasSize(5);
            assertThat(episodes.batch(0, 3).toList())
                    .isSubsetOf(episodes.all(0).toList())
                    .doesNotHaveDuplicates();
        }
    }

    // columns

    @Test
    void unknownColumns() {
        refused(
                Tables.episodes(table()).task("custommer"),
                "Episodes: the dataset has no column custommer, given as task; did you mean"
                        + " customer? it has [customer, x1, x2, y]");
        refused(
                Tables.episodes(table()).features("x1", "price"),
                "Episodes: the dataset has no column price, given as feature; it has [customer,"
                        + " x1, x2, y]");
        refused(
                Tables.episodes(table()).label("Y"),
                "Episodes: the dataset has no column Y, given as label; did you mean y? it has"
                        + " [customer, x1, x2, y]");
    }

    @Test
    void columnsOfTypesThatCannotBeUsed() {
        refused(
                Tables.episodes(table()).task("x1"),
                "Episodes: the task column x1 is of type double; give one of text or whole"
                        + " numbers");
        refused(
                Tables.episodes(table()).features("customer"),
                "Episodes: the feature column customer is of type string; give columns of"
                        + " numbers, or one of arrays of them, which vector_to_array() makes of"
                        + " vectors of Spark ML");
        refused(
                Tables.episodes(table().selectExpr("customer", "x1", "x2", "y > 3 as y")),
                "Episodes: the label column y is of type boolean; give columns of numbers; a cast"
                        + " makes them");
        refused(
                Tables.episodes(table().selectExpr("*", "array(customer) as words"))
                        .features("words"),
                "Episodes: the feature column words is of type array<string>; give columns of"
                        + " numbers, or one of arrays of them, which vector_to_array() makes of"
                        + " vectors of Spark ML");
    }

    // cells

    @ParameterizedTest
    @CsvSource({
        "x1, 'if(y = 8, null, x1)', x1 is null",
        "x2, 'if(y = 8 or y = 20, float(\"NaN\"), x2)', x2 is NaN",
        "x1, 'if(y = 8, double(1e300), x1)', x1 is 1.0E300",
        "y, 'if(y = 8, null, y)', y is null",
    })
    void cellsWithoutANumber(String column, String expression, String problem) {
        refused(
                Tables.episodes(table().withColumn(column, expression(expression))),
                "Episodes: task customer 1: " + problem + "; filter or fill such rows");
    }

    @ParameterizedTest
    @CsvSource({
        "'array(x1, if(y = 8, null, x2))', x[1] is null",
        "'if(y = 8, null, array(x1, x2))', x is null",
    })
    void arraysWithoutANumber(String expression, String problem) {
        refused(
                Tables.episodes(table().withColumn("x", expression(expression))).features("x"),
                "Episodes: task customer 1: " + problem + "; filter or fill such rows");
    }

    @ParameterizedTest
    @CsvSource({
        "y = 8, 'task customer 1: it has rows of 1 and of 2 features'",
        "customer = 'customer 3', 'task customer 3 has rows of 1 features, and task customer 0 of 2'"
    })
    void arraysOfSeveralLengths(String condition, String problem) {
        Dataset<Row> data =
                table().withColumn(
                                "x",
                                expression(
                                        "if(" + condition + ", array(x1), array(x1, double(x2)))"));
        refused(
                Tables.episodes(data).features("x"),
                "Episodes: " + problem + "; give arrays of one length");
    }

    @Test
    void rowsWithoutATask() {
        refused(
                Tables.episodes(
                        table().withColumn("customer", expression("if(y = 8, null, customer)"))),
                "Episodes: the task column customer is null in some rows; filter them out");
    }

    // tasks

    @Test
    void tasksThatAreTooSmall() {
        Dataset<Row> data = table().where("y not in (0, 1, 8, 9, 10)");
        refused(
                Tables.episodes(data),
                "Episodes: task customer 1 has 3 rows of the 5 that support and query take, and so"
                        + " it is with 2 tasks of 5; ask for fewer rows, or call dropSmallTasks()");
        refused(
                Tables.episodes(data).support(10).queryRest().dropSmallTasks(),
                "Episodes: all 5 tasks are too small, and none is left: task customer 1 has 3 rows"
                        + " of the 11 that support and query take; ask for fewer rows");
    }

    @Test
    void moreRowsThanCanBeCounted() {
        refused(
                Tables.episodes(table()).support(Integer.MAX_VALUE).query(2),
                "Episodes: 2147483647 support rows and 2 query rows; give fewer");
        refused(
                Tables.episodes(table()).support(Integer.MAX_VALUE).queryRest(),
                "Episodes: 2147483647 support rows and 1 or more query rows; give fewer");
    }

    @Test
    void tasksThatThereAreNot() {
        refused(
                Tables.episodes(table().where("y < 0")),
                "Episodes: the dataset has no rows; give one that has");
        assertThatThrownBy(() -> Tables.episodes(table()).trainAndTest(0.9999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Episodes: none of the tasks is for testing; give more tasks, or a fraction"
                                + " nearer to a half");
        try (Episodes episodes = Tables.episodes(table()).build()) {
            for (int tasks : new int[] {0, 6}) {
                assertThatThrownBy(() -> episodes.batch(0, tasks))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "Episodes.batch: %d tasks of 5; ask for at least 1 and at most all",
                                tasks);
            }
        }
    }

    @Test
    void rowsThatChangeBetweenReads() {
        spark.udf()
                .register(
                        "changing",
                        (UDF0<String>) () -> "c" + READS.getAndIncrement() / 6,
                        DataTypes.StringType);
        assertThatThrownBy(
                        () ->
                                Tables.episodes(
                                                table().withColumn(
                                                                "customer",
                                                                expression("changing()")))
                                        .support(1)
                                        .query(1)
                                        .tasksPerPartition(2)
                                        .dropSmallTasks()
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the rows are not the same when they are read again");
    }

    // settings

    @Test
    void settingsThatAreMissingOrOutOfRange() {
        Dataset<Row> data = table();
        refused(Episodes.from(data), "Episodes: no number of support rows; call support(...)");
        refused(
                Episodes.from(data).support(1),
                "Episodes: no number of query rows; call query(...) or queryRest()");
        refused(
                Episodes.from(data).support(1).query(1),
                "Episodes: no task column; call task(...)");
        refused(
                Episodes.from(data).support(1).query(1).task("customer"),
                "Episodes: no features; call features(...)");
        refused(
                Episodes.from(data).support(1).query(1).task("customer").features("x1"),
                "Episodes: no label; call label(...)");
        for (Consumer<Episodes.Builder> setting :
                List.<Consumer<Episodes.Builder>>of(
                        b -> b.support(0), b -> b.query(-1), b -> b.tasksPerPartition(0))) {
            assertThatThrownBy(() -> setting.accept(Episodes.from(data)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("; give 1 or more");
        }
        for (double fraction : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(() -> Tables.episodes(data).trainAndTest(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(" to train on; give one between 0 and 1");
        }
    }

    private static Column expression(String text) {
        return functions.expr(text);
    }
}
