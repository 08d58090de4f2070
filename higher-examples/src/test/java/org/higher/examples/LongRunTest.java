package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LongRunTest {
    /** In a heap of 24 MiB, of which one meta-step's graph would fill a part that is seen. */
    @Test
    void theHeapStaysFlat() throws IOException, InterruptedException {
        List<Double> heaps =
                run("24m", "--steps", "1200", "--lines", "4")
                        .lines()
                        .filter(line -> line.endsWith("MiB"))
                        .map(line -> Double.parseDouble(line.trim().split(" +")[1]))
                        .toList();

        assertThat(heaps).hasSize(4);
        assertThat(heaps.get(3)).isLessThan(heaps.get(1) + 2);
    }

    @Test
    void stepsThatFillNoLineAreRefused() {
        assertThat(new CommandLine(new LongRun()).execute("--steps", "3"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private static String run(String heap, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> !argument.toLowerCase(Locale.ROOT).contains("agent"))
                        .toList());
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
        command.add(LongRun.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
