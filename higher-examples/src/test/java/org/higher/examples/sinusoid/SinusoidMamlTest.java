package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SinusoidMamlTest {
    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = SinusoidMaml.commandLine();
        command.setOut(new PrintWriter(printed, true));
        command.setErr(new PrintWriter(complaints, true));
        return command.execute(arguments);
    }

    @Test
    void printsATableAndDrawsAPicture(@TempDir Path folder) throws Exception {
        Path picture = folder.resolve("new/picture.png");

        int status = run("--iterations", "3", "--test-tasks", "4", "--out", picture.toString());

        assertThat(status).as(complaints.toString()).isZero();
        assertThat(printed.toString())
                .contains("3 iterations of 25 tasks; 10 shots; 1 inner step of 0.01;")
                .contains("4 held-out tasks, 10 shots")
                .containsPattern("MAML, step size 0\\.01( +\\d+\\.\\d{3} \\+- \\d+\\.\\d{3}){4}")
                .containsPattern(
                        "pre-trained, step size [\\d.]+( +\\d+\\.\\d{3} \\+- \\d+\\.\\d{3}){4}")
                .contains(picture.toString());
        var image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isGreaterThan(image.getHeight());
        assertThat(
                        Stream.iterate(0, i -> i + 1)
                                .limit(image.getWidth())
                                .map(x -> image.getRGB(x, 240))
                                .distinct())
                .as("colours across the middle")
                .hasSizeGreaterThan(3);
    }

    @Test
    void aRunThatDivergesStillReports(@TempDir Path folder) {
        String out = folder.resolve("picture.png").toString();
        int status =
                run(
                        ("--learn-inner-lr --outer-lr 1e6 --iterations 8 --test-tasks 4 --out "
                                        + out)
                                .split(" "));

        assertThat(status).as(complaints.toString()).isZero();
        assertThat(printed.toString()).contains("MAML, step size NaN");
    }

    /** What is said is tested where it is written: in {@code OptionChecksTest} and by picocli. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--shots 0",
                "--shots five",
                "--inner-steps 0",
                "--iterations -1",
                "--meta-batch 0",
                "--test-tasks 1",
                "--threads 0",
                "--inner-lr 0",
                "--outer-lr NaN",
                "--order third",
                "--paper smith",
                "--out /",
                "--out pom.xml/x",
                "--shot 5"
            })
    void badValuesOfEachOptionAreRefused(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).contains(arguments.split(" ")[0]).hasLineCount(2);
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(printed.toString())
                .contains("Usage: sinusoid-maml", "--paper[=finn|li]", "--learn-inner-lr")
                .contains("--order=first|second", "(default: 0.01)", "Finn et al. 2017");
    }
}
