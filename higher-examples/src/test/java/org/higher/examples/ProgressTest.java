package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(log, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("\r", "\u001b");
        return text.lines().toList();
    }

    @Test
    void aLogHasALineForEveryTenth() {
        try (ProgressBar bar = Progress.bar("training", 1000, "steps", stream)) {
            bar.setExtraMessage("loss 0.5");
            for (int i = 0; i < 1000; i++) {
                bar.step();
                if (i % 10 == 9) {
                    bar.refresh();
                }
            }
        }
        assertThat(lines())
                .hasSize(10)
                .first()
                .asString()
                .matches("training: 10%, 100 of 1000 steps, \\d+ s, loss 0\\.5");
        assertThat(lines()).last().asString().startsWith("training: 100%, 1000 of 1000 steps, ");
    }

    @Test
    void workThatBreaksOffSaysWhere() {
        try (ProgressBar bar = Progress.bar("training", 1000, "steps", stream)) {
            bar.stepTo(3);
        }
        assertThat(lines()).singleElement().asString().startsWith("training: 0%, 3 of 1000 steps");
    }

    @Test
    void thereMayBeNothingToDo() {
        try (ProgressBar bar = Progress.bar("training", 0, "steps", stream)) {
            bar.refresh();
        }
        assertThat(lines()).singleElement().asString().contains("0 of 0 steps");
    }

    /** Both streams of a process whose output is piped, as in continuous integration. */
    @Test
    void aProcessWithoutATerminalWritesLines() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        child.getInputStream().transferTo(log);
        assertThat(child.waitFor()).isZero();
        assertThat(lines()).hasSizeBetween(2, 22);
        assertThat(lines())
                .filteredOn(line -> line.startsWith("out: 100%") || line.startsWith("err: 100%"))
                .hasSize(2);
    }

    static final class Child {
        public static void main(String[] args) {
            try (ProgressBar out = Progress.bar("out", 50, "steps", System.out);
                    ProgressBar err = Progress.bar("err", 50, "steps", System.err)) {
                for (int i = 0; i < 50; i++) {
                    out.step();
                    err.step();
                }
            }
        }
    }
}
