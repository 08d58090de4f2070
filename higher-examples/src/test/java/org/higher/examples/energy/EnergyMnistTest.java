package org.higher.examples.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.higher.examples.energy.data.TestDigits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EnergyMnistTest {
    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    @TempDir private Path folder;

    private int run(String... arguments) {
        CommandLine command = EnergyMnist.commandLine();
        command.setOut(new PrintWriter(printed, true));
        command.setErr(new PrintWriter(complaints, true));
        return command.execute(arguments);
    }

    @Test
    void printsATableAndDrawsTwoPictures() throws IOException {
        TestDigits.write(TestDigits.bars(50, 1), folder.resolve("digits"), "t10k");
        String data = folder.resolve("digits").toString();
        Path out = folder.resolve("new/pictures");

        int status = run("--data", data, "--epochs", "2", "--train", "32", "--out", out.toString());

        assertThat(status).as(complaints.toString()).isZero();
        assertThat(printed.toString())
                .contains("2 epochs in batches of 64; 5 inner steps of 0.1; outer rate 0.001;")
                .contains("32 training images, 10 test images")
                .containsPattern("feed-forward +SPEN +ICNN\\R")
                .containsPattern("epoch 2( +\\d+\\.\\d\\d){3}\\R")
                .containsPattern("95% interval( +\\+- \\d+\\.\\d\\d){3}\\R")
                .containsPattern("parameters( +1[13]\\d,\\d{3}){3}\\R")
                .containsPattern("inner step size +-( +0\\.100){2}\\R")
                .contains(out.toString());
        check(out.resolve("learning.png"));
        check(out.resolve("descent.png"));
    }

    private static void check(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isGreaterThan(image.getHeight());
        long colours =
                IntStream.range(0, image.getHeight() / 2)
                        .flatMap(
                                y ->
                                        IntStream.range(0, image.getWidth())
                                                .map(x -> image.getRGB(x, y)))
                        .distinct()
                        .count();
        assertThat(colours).as("colours in %s", picture).isGreaterThan(20);
    }

    @Test
    void aRunThatDivergesStillReports() throws IOException {
        TestDigits.write(TestDigits.bars(50, 1), folder, "t10k");
        String common = "--model spen --learn-rate --epochs 2 --batch 8 --outer-lr 1e9 --data ";

        int status = run((common + folder + " --out " + folder.resolve("out")).split(" "));

        assertThat(status).as(complaints.toString()).isZero();
        assertThat(printed.toString()).contains("inner step size", "descent.png");
    }

    @Test
    void withoutDataItSaysWhatToFetchAndWhere() {
        int status = run("--data", folder.toString(), "--out", folder.resolve("out").toString());

        assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString())
                .startsWith(
                        folder + ": no t10k-images-idx3-ubyte.gz; fetch the four files of MNIST")
                .contains("https://", "--data")
                .hasLineCount(1);
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        TestDigits.write(TestDigits.bars(50, 1), folder, "t10k");
        Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length / 3));

        assertThat(run("--data", folder.toString(), "--out", folder.resolve("out").toString()))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(complaints.toString()).startsWith(images + ": damaged, Unexpected end of ZLIB");
    }

    @Test
    void optionsMakeSettings() {
        CommandLine command = EnergyMnist.commandLine();
        command.parseArgs(
                ("--model icnn --epochs 3 --batch 16 --inner-steps 7 --inner-lr 0.2 --learn-rate"
                                + " --outer-lr 0.01 --seed 5")
                        .split(" "));
        EnergyMnist mnist = command.getCommand();

        assertThat(mnist.settings())
                .isEqualTo(new Settings(List.of(Kind.ICNN), 3, 16, 7, 0.2, true, 0.01, 5));
    }

    /** What is said is tested where it is written: in {@code OptionChecksTest} and by picocli. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--epochs 0",
                "--epochs five",
                "--train 0",
                "--batch -1",
                "--inner-steps 0",
                "--threads 0",
                "--inner-lr 0",
                "--outer-lr NaN",
                "--model lenet",
                "--out pom.xml",
                "--epoch 5"
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
                .contains("Usage: energy-mnist", "--model=spen|icnn|both", "--learn-rate")
                .contains("--data=DIR", "(default: 0.1)", "Amos et al. 2017");
    }
}
