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
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --shots 0        | --shots: 0 is too few; give 1 or more
                    --inner-steps 0  | --inner-steps: 0 is too few; give 1 or more
                    --iterations -1  | --iterations: -1 is too few; give 1 or more
                    --meta-batch 0   | --meta-batch: 0 is too few; give 1 or more
                    --test-tasks 1   | --test-tasks: 1 is too few; give 2 or more
                    --threads 0      | --threads: 0 is too few; give 1 or more
                    --inner-lr 0     | --inner-lr: 0.0 is no step size; give a number above 0
                    --outer-lr NaN   | --outer-lr: NaN is no step size; give a number above 0
                    --order third    | Invalid value for option '--order'
                    --paper smith    | Invalid value for option '--paper'
                    --shots five     | 'five' is not an int
                    --out /          | --out: /: java.io.IOException: a folder; give a file
                    --out pom.xml/x  | --out: pom.xml/x: java.nio.file.FileAlreadyExistsException
                    --shot 5         | Unknown options: '--shot', '5'
                    """)
    void badValuesGetAClearError(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(complaints.toString()).contains(message);
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
