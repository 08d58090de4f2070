package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Unrolls that outgrow a small heap, each in a JVM of its own. */
class OutOfHeapTest {
    @Test
    void isAnErrorThatNamesTheUnrollAndTheRemedies() throws IOException, InterruptedException {
        String output = run("48m", 200);

        assertThat(output).containsPattern("caught after \\d+ steps: out of memory: ");
        assertThat(output)
                .contains("in a heap of " + heapOf(output) + " MiB")
                .containsPattern(
                        "inner loop has unrolled \\d+ steps of 2 weights with 40,200 elements")
                .contains(
                        "memory(Memory.budget(...))",
                        "truncate()",
                        "GradientMode.FIRST_ORDER",
                        "-Xmx")
                .contains("usable afterwards");
    }

    /** Where it is a node or a list that there is no room for, the error may be the JVM's. */
    @Test
    void isAnErrorForSmallThingsToo() throws IOException, InterruptedException {
        assertThat(run("48m", 2))
                .containsPattern("caught after \\d+ steps: (out of memory|Java heap space|GC)")
                .contains("usable afterwards");
    }

    /** Each kept loss is an unroll, although every loop was closed. */
    @Test
    void namesLossesThatAreKept() throws IOException, InterruptedException {
        String output = run("48m", Logged.class, 100);

        assertThat(output)
                .containsPattern(
                        "caught: out of memory: .* in a heap of " + heapOf(output) + " MiB")
                .containsPattern("[\\d,]+ inner loops have been closed: each whose loss is kept")
                .contains("keep the loss's item(), or its detach()");
    }

    /** What the JVM says it has, which is less than what it was given with some collectors. */
    private static String heapOf(String output) {
        Matcher heap = Pattern.compile("heap: (4[0-8])").matcher(output);
        assertThat(heap.find()).as(output).isTrue();
        return heap.group(1);
    }

    private static void printHeap() {
        System.out.println("heap: " + (Runtime.getRuntime().maxMemory() >> 20));
    }

    private static String run(String heap, int extent) throws IOException, InterruptedException {
        return run(heap, Endless.class, extent);
    }

    private static String run(String heap, Class<?> main, int extent)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> !argument.startsWith("-javaagent"))
                        .toList());
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(main.getName(), Integer.toString(extent)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Closes every loop, and keeps every loss. */
    static final class Logged {
        private Logged() {}

        public static void main(String[] args) {
            int extent = Integer.parseInt(args[0]);
            printHeap();
            FunctionalLinear net = FunctionalLinear.of(new Linear(extent, extent));
            Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(1e-3));
            Tensor x = Tensor.ones(2, extent);
            List<Tensor> log = new ArrayList<>();
            try {
                while (log.size() < 100_000) {
                    try (var loop = Higher.innerLoop(net, inner).open()) {
                        loop.step(Losses.mse(loop.model().forward(x), x));
                        log.add(Losses.mse(loop.model().forward(x), x));
                    }
                }
            } catch (OutOfMemoryError full) {
                log.clear();
                System.out.println("caught: " + full.getMessage());
            }
        }
    }

    /** Unrolls until there is no memory left, and then once more for a little while. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) {
            int extent = Integer.parseInt(args[0]);
            printHeap();
            Tensor weight =
                    Tensor.parameter(Tensor.full(0.01, Tensor.ones().dtype(), extent, extent));
            Linear model = new Linear(weight, Optional.of(Tensor.parameter(Tensor.zeros(extent))));
            int[] steps = {0};
            try {
                unroll(model, extent, Integer.MAX_VALUE, steps);
            } catch (OutOfMemoryError full) {
                System.out.println("caught after " + steps[0] + " steps: " + full.getMessage());
            }
            unroll(model, extent, 3, steps);
            System.out.println("usable afterwards");
        }

        private static void unroll(Linear model, int extent, int most, int[] steps) {
            FunctionalLinear net = FunctionalLinear.of(model);
            Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(1e-3));
            Tensor x = Tensor.ones(2, extent);
            try (var loop =
                    Higher.innerLoop(net, inner).gradientMode(GradientMode.SECOND_ORDER).open()) {
                for (int i = 0; i < most; i++) {
                    loop.step(Losses.mse(loop.model().forward(x), x));
                    steps[0]++;
                }
            }
        }
    }
}
