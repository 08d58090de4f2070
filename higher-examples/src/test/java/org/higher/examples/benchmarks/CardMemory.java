package org.higher.examples.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.higher.array.Device;

/** The memory of a card that is in use, as NVIDIA's own tool counts it. */
final class CardMemory {
    private CardMemory() {}

    /** In MiB; empty for other devices, and where {@code nvidia-smi} is not there. */
    static OptionalDouble used(Device device) {
        String[] name = device.name().split(":");
        if (!name[0].equals("cuda")) {
            return OptionalDouble.empty();
        }
        try {
            Process process =
                    new ProcessBuilder(
                                    "nvidia-smi",
                                    "--query-gpu=memory.used",
                                    "--format=csv,noheader,nounits",
                                    "--id=" + (name.length > 1 ? name[1] : "0"))
                            .redirectErrorStream(true)
                            .start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? OptionalDouble.of(Double.parseDouble(answer.strip()))
                    : OptionalDouble.empty();
        } catch (IOException | NumberFormatException unknown) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
