package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchmarksTest {
    @ParameterizedTest
    @CsvSource({
        "W9, 'W9 is no workload; known are [W1, W2, W3, W4, W5, W6]'",
        "W1 --threads 0, '--threads: 0 is too few; give 1 or more'"
    })
    void mistakesAreSaid(String args, String message) {
        StringWriter errors = new StringWriter();
        int status =
                new CommandLine(new Benchmarks())
                        .setErr(new PrintWriter(errors, true))
                        .execute(args.split(" "));

        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).startsWith(message);
    }
}
