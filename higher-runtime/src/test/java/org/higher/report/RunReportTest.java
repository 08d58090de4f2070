package org.higher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The report of a run. */
class RunReportTest {
    @TempDir Path folder;

    private static RunReport report() {
        RunReport report = new RunReport("Losses <of> a \"run\"").setting("inner steps", 5);
        Tensor weight = Tensor.parameter(Tensor.of(new float[] {3, 4}));
        for (int step = 0; step < 1000; step++) {
            report.add("loss", "meta-training", step, List.of(1.0 / (step + 1), 2.0 / (step + 1)));
            report.gradients(step, Map.of("first.weight", weight), List.of(weight.mul(0.1)));
            weight.assign(weight.detach().mul(0.99));
            report.hyperparameter(step, "lr", Tensor.of(new double[] {0.1, 0.2}));
            report.step(step);
        }
        report.innerLosses("before training", 3, 2.9, 2.8);
        report.innerLosses("after training", 3, 0.2, 0.1);
        report.add("loss", "validation", 10, Double.NaN);
        report.add("loss", "validation", 500, 0.01);
        return report;
    }

    @Test
    void everyChartIsThereAndThePageIsWellFormed() throws Exception {
        Path file = folder.resolve("new/run.html");
        report().write(file);
        String page = Files.readString(file);

        assertThat(page)
                .contains(
                        "<h1>Losses &lt;of&gt; a &quot;run&quot;</h1>",
                        "<h2>loss</h2>",
                        "<h2>gradient norm</h2>",
                        "<h2>change since the last point</h2>",
                        "<h2>learned hyperparameters</h2>",
                        "<h2>time</h2>",
                        "<h2>memory</h2>",
                        "<h2>loss by inner step</h2>",
                        "<td>inner steps</td><td>5</td>",
                        "host (CPU, ")
                .doesNotContain("http")
                .doesNotContain("NaN,");
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        Document parsed =
                javax.xml.parsers.DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                new java.io.ByteArrayInputStream(
                                        body.replaceAll("&[a-z]+;", "")
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(parsed.getElementsByTagName("svg").getLength()).isEqualTo(7);
        assertThat(parsed.getElementsByTagName("polygon").getLength()).isEqualTo(1);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void updatesAreWhatParametersHaveMoved() throws IOException {
        Path file = folder.resolve("run.csv");
        report().writeCsv(file);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("chart,curve,step,value,half");
        assertThat(value(lines, "\"gradient norm\",\"first.weight\",0,"))
                .isCloseTo(0.5, within(1e-6));
        assertThat(value(lines, "\"change since the last point\",\"first.weight\",1,"))
                .isCloseTo(0.05, within(1e-6));
    }

    private static double value(List<String> lines, String start) {
        String line = lines.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
        return Double.parseDouble(line.substring(start.length()).split(",")[0]);
    }

    @Test
    void wrongUseIsSaid() {
        RunReport report = new RunReport("run");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.add("loss", "training", 0, List.of()))
                .withMessageContaining("no values for loss, training");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.gradients(0, Map.of("w", Tensor.scalar(1)), List.of()))
                .withMessageContaining("1 parameters and 0 gradients");
    }

    /** Skipped where there is no Chromium. */
    @Test
    void aBrowserDrawsIt() throws Exception {
        Optional<String> browser =
                Stream.of("chromium", "chromium-browser", "google-chrome")
                        .filter(RunReportTest::isInstalled)
                        .findFirst();
        assumeTrue(browser.isPresent(), "there is no Chromium here");
        Path page = folder.resolve("run.html");
        Path picture = folder.resolve("run.png");
        report().write(page);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                browser.get(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--window-size=800,3200",
                                "--screenshot=" + picture,
                                page.toUri().toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        var image = javax.imageio.ImageIO.read(picture.toFile());
        long blue = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                blue += (image.getRGB(x, y) & 0xffffff) == 0x0072b2 ? 1 : 0;
            }
        }
        assertThat(blue).as("pixels of the first curve's colour").isGreaterThan(500);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(f -> Files.isExecutable(Path.of(f, program)));
    }
}
