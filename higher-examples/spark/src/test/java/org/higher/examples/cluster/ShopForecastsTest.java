package org.higher.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShopForecastsTest {
    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = ShopForecasts.commandLine();
        command.setOut(new PrintWriter(printed, true));
        command.setErr(new PrintWriter(complaints, true));
        return command.execute(arguments);
    }

    @Test
    void adaptsToNewShopsAndSaysHowWell(@TempDir Path folder) throws Exception {
        Path picture = folder.resolve("new/picture.png");

        int status =
                run(
                        "--master=local[2]",
                        "--shops=150",
                        "--iterations=20",
                        "--data=" + folder,
                        "--out=" + picture);

        assertThat(status).as(complaints.toString()).isZero();
        List<Double> meta = errors("MAML");
        assertThat(meta).hasSize(5);
        assertThat(meta.get(3)).as("after 5 steps").isLessThan(0.7 * meta.get(0));
        assertThat(meta.get(3))
                .isLessThan(errors("one model for all shops, step size \\S+").get(3));
        assertThat(meta.get(3)).isLessThan(errors("the mean of the shop's days").get(0));
        assertThat(printed.toString())
                .contains("150 shops of 40 days; 20 iterations of 64 shops; 8 days known")
                .contains("on local[2]")
                .contains("with the same bits")
                .contains(picture.toString());
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1440);
        assertThat(folder.resolve("shops.parquet")).isNotEmptyDirectory();
        assertThat(SparkSession.getDefaultSession().isEmpty()).as("the session is closed").isTrue();
    }

    /** The errors in a line of the table. */
    private List<Double> errors(String name) {
        String line =
                Pattern.compile("^" + name + "  .*$", Pattern.MULTILINE)
                        .matcher(printed.toString())
                        .results()
                        .map(MatchResult::group)
                        .findFirst()
                        .orElseThrow();
        return Pattern.compile("([\\d.]+) \\+-")
                .matcher(line)
                .results()
                .map(match -> Double.valueOf(match.group(1)))
                .toList();
    }

    @Test
    void mistakesAreFoundBeforeAnythingRuns() {
        assertThat(run("--shops=20")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).startsWith("--shops: 20 is too few; give 100 or more");
        assertThat(printed.toString()).isEmpty();
    }
}
