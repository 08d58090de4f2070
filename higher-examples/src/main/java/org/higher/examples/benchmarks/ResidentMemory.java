package org.higher.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of this process, as Linux counts it. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Now, in MiB. */
    public static double now() {
        return field("VmRSS:");
    }

    /** The most so far, in MiB. */
    static double peak() {
        return field("VmHWM:");
    }

    private static double field(String name) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(STATUS + " has no " + name));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "memory is read from " + STATUS + ", which Linux has", failure);
        }
    }
}
