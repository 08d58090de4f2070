package org.higher.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The same workloads in PyTorch, in a process that runs one at a time when it is told to. */
final class PyTorch implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private final Path script;
    private final String description;

    private PyTorch(Process process, Path script) throws IOException {
        this.process = process;
        this.script = script;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.description = Objects.requireNonNullElse(answers.readLine(), "");
    }

    /**
     * Starts it.
     *
     * @param device of PyTorch, as {@code "cuda"}
     * @return empty if {@code python3} is not there, or has no PyTorch that sees the device
     */
    static Optional<PyTorch> start(String device) {
        try {
            Path script = Files.createTempFile("torch_workloads", ".py");
            try (InputStream text =
                    Objects.requireNonNull(
                            PyTorch.class.getResourceAsStream("/gpu-check/torch_workloads.py"))) {
                Files.write(script, text.readAllBytes());
            }
            Process process =
                    new ProcessBuilder("python3", "-u", script.toString(), device)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            PyTorch started = new PyTorch(process, script);
            if (started.description.isEmpty()) {
                started.close();
                return Optional.empty();
            }
            return Optional.of(started);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** Its version and device. */
    String description() {
        return description;
    }

    /** The median seconds of a run of a workload, after a warm-up at the first call. */
    double seconds(String workload, int repetitions) {
        try {
            orders.write(workload + " " + repetitions + "\n");
            orders.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("PyTorch ended while it ran " + workload);
            }
            return Double.parseDouble(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
