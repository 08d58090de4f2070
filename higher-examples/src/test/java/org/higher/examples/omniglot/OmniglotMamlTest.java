package org.higher.examples.omniglot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.higher.examples.omniglot.data.Glyphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OmniglotMamlTest {
    @TempDir private Path folder;

    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    private int run(String arguments) {
        CommandLine command = OmniglotMaml.commandLine();
        command.setOut(new PrintWriter(printed, true));
        command.setErr(new PrintWriter(complaints, true));
        List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
        all.addAll(List.of("--data", folder.toString()));
        return command.execute(all.toArray(String[]::new));
    }

    private void drawArchives() throws IOException {
        Glyphs.archive(folder.resolve("images_background.zip"), "First", 40, 8, 1);
        Glyphs.archive(folder.resolve("images_evaluation.zip"), "Second", 20, 8, 2);
    }

    private String out() {
        return " --out " + folder.resolve("out");
    }

    private double accuracy() {
        Matcher accuracy =
                Pattern.compile("accuracy +([\\d.]+)% \\+- [\\d.]+% on 50 test episodes")
                        .matcher(printed.toString());
        assertThat(accuracy.find()).as(printed + "" + complaints).isTrue();
        return Double.parseDouble(accuracy.group(1));
    }

    /** Chance is 20%, and 50 episodes tell that from what is asked for here. */
    @ParameterizedTest
    @CsvSource({
        "maml, --steps 60 --meta-batch 8 --meta-lr 0.01",
        "fomaml, --steps 60 --meta-batch 8 --meta-lr 0.01",
        "imaml, --steps 40 --meta-batch 4 --meta-lr 0.03 --proximal 0.5 --inner-lr 0.3"
                + " --inner-steps 4 --test-steps 4",
    })
    void aFewMetaStepsLiftAccuracyFarAboveChance(String algorithm, String training)
            throws IOException {
        drawArchives();
        String options =
                " --downsampling stride --filters 8 --queries 3 --interval 20"
                        + " --validation-episodes 20 --episodes 50";

        assertThat(run("--algorithm " + algorithm + " " + training + options + out()))
                .as(complaints.toString())
                .isZero();

        assertThat(accuracy()).isGreaterThan(50);
        assertThat(printed.toString())
                .contains("35 trained on and rotated, 5 held out, 20 to test");
    }

    @Test
    void aHessianThatIsNotPositiveDefiniteIsReported() throws IOException {
        drawArchives();
        String options =
                "--algorithm imaml --proximal 0.01 --filter-scale 0.1 --cg-damping 0 --steps 20"
                        + " --downsampling stride --filters 4 --meta-batch 2 --queries 2 --inner-steps 1";

        assertThat(run(options + out())).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString())
                .contains("negative curvature", "give a larger --cg-damping, --proximal")
                .hasLineCount(2);

        assertThat(
                        run(
                                "--cg-lenient --episodes 2 "
                                        + options
                                        + " --out "
                                        + folder.resolve("other")))
                .isZero();
    }

    @Test
    void whatIsWrittenIsSharedAndGoneOnWith() throws IOException {
        drawArchives();
        String options =
                " --filters 4 --meta-batch 2 --queries 2 --interval 2 --validation-episodes 3"
                        + " --episodes 50"
                        + out();
        assertThat(run("--algorithm fomaml --steps 4" + options)).isZero();
        assertThat(run("--steps 4" + options)).isZero();

        Path out = folder.resolve("out");
        assertThat(out)
                .isDirectoryContaining("glob:**/maml.{zip,csv,txt}")
                .isDirectoryContaining("glob:**/fomaml.{zip,csv,txt}");
        assertThat(Files.readString(out.resolve("maml.csv")))
                .startsWith("meta-step,seconds,")
                .hasLineCount(3);
        var image = ImageIO.read(out.resolve("learning-curve.png").toFile());
        assertThat(image.getWidth()).isGreaterThan(image.getHeight());

        assertThat(run("--steps 4" + options)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString())
                .contains("there is a run here; go on with it by --resume");

        assertThat(run("--resume --steps 6" + options)).as(complaints.toString()).isZero();
        assertThat(printed.toString()).contains("6 meta-steps");
        assertThat(Files.readString(out.resolve("maml.csv"))).hasLineCount(4);

        assertThat(run("--resume --seed 9 --steps 6" + options))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString()).contains("--seed is 1 there and 9 here; give --seed 1");

        Glyphs.archive(folder.resolve("images_background.zip"), "First", 40, 8, 3);
        assertThat(run("--resume --steps 6" + options)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString()).contains("trained on 40 characters (");
    }

    @Test
    void aRunThatDivergesStillReports() throws IOException {
        drawArchives();
        String options =
                " --filters 4 --meta-batch 2 --queries 2 --interval 2 --validation-episodes 3"
                        + " --episodes 50 --meta-lr 1e30 --steps 4";

        assertThat(run(options.trim() + out())).as(complaints.toString()).isZero();

        assertThat(accuracy()).isBetween(5.0, 40.0);
        assertThat(printed.toString()).contains("picture: ");
    }

    @Test
    void aRunWithoutAPointDrawsNoEmptyPicture() throws IOException {
        drawArchives();
        String options =
                "--filters 4 --meta-batch 2 --queries 2 --interval 3 --episodes 2 --steps 2";

        assertThat(run(options + out())).as(complaints.toString()).isZero();

        assertThat(printed.toString())
                .contains("no picture: its first point is that of meta-step 3; see --interval");
        assertThat(folder.resolve("out/learning-curve.png")).doesNotExist();
    }

    @Test
    void missingDataAreAskedFor() {
        assertThat(run("--steps 1" + out())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString())
                .contains("no Omniglot here; fetch images_background.zip")
                .hasLineCount(1);
    }

    @Test
    void tooFewCharactersAreNamed() throws IOException {
        drawArchives();
        assertThat(run("--ways 21 --steps 1" + out())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString()).contains("40 characters are too few for 21 ways");
    }

    /** What is said is tested where it is written: in {@code OptionChecksTest} and by picocli. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ways 1",
                "--shots 0",
                "--queries 0",
                "--inner-steps 0",
                "--test-steps 0",
                "--meta-batch 0",
                "--filters 0",
                "--steps 0",
                "--interval 0",
                "--validation-episodes 1",
                "--episodes 1",
                "--threads 0",
                "--inner-lr 0",
                "--proximal 0 --algorithm imaml",
                "--cg-iterations 0 --algorithm imaml",
                "--cg-damping -1 --algorithm imaml",
                "--proximal 2 --algorithm fomaml",
                "--cg-iterations 5",
                "--cg-damping 1",
                "--filter-scale 0 --algorithm imaml",
                "--filter-scale 3",
                "--cg-lenient",
                "--meta-lr NaN",
                "--minutes -1",
                "--algorithm reptile",
                "--downsampling none",
                "--way 5"
            })
    void badValuesOfEachOptionAreRefused(String arguments) {
        assertThat(run(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).contains(arguments.split(" ")[0]).hasLineCount(2);
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void anUnusableFolderIsNamed() throws IOException {
        drawArchives();
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run("--out " + file)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString()).contains("--out: " + file).contains("writable folder");
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(printed.toString())
                .contains("Usage: omniglot-maml", "--algorithm=maml|fomaml|imaml", "--minutes=M")
                .contains("--resume", "images_background.zip", "https://");
    }

    private static Settings settings(String... arguments) {
        CommandLine command = OmniglotMaml.commandLine();
        command.parseArgs(arguments);
        OmniglotMaml maml = command.getCommand();
        return maml.settings();
    }

    @Test
    void defaultsAreForHalfAnHour() {
        assertThat(settings())
                .hasToString(
                        "MAML, 5-way 1-shot, 5 queries; 1 inner step of 0.4, 3 in tests;"
                                + " 8 episodes per meta-step, Adam 0.002; 32 filters, pool; seed 1");
        assertThat(settings("--algorithm", "imaml"))
                .hasToString(
                        "IMAML, 5-way 1-shot, 5 queries; 16 inner steps of 0.03, 16 in tests;"
                                + " proximal term 2.0, 5 iterations of conjugate gradients,"
                                + " damping 1.0, filters scaled by 10.0; 8 episodes per meta-step, Adam 0.002;"
                                + " 32 filters, pool; seed 1");
        assertThat(settings("--ways", "20").metaBatch()).isEqualTo(4);
        assertThat(settings("--ways", "20", "--meta-batch", "2").metaBatch()).isEqualTo(2);
    }
}
