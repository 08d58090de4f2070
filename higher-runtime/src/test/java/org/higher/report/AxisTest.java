package org.higher.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ticks of an axis. */
class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, '0.0 0.2 0.4 0.6 0.8 1.0'",
        "0, 1400, '0 200 400 600 800 1000 1200 1400'",
        "1.2e-4, 1.6e-4, '1.2e-04 1.3e-04 1.4e-04 1.5e-04 1.6e-04'",
        "0, 2.5e6, '0e+00 5e+05 1.0e+06 1.5e+06 2.0e+06 2.5e+06'",
        "-3, 3, '-3 -2 -1 0 1 2 3'",
    })
    void areLabelledApart(double low, double high, String expected) {
        Axis axis = Axis.linear(low, high);
        assertThat(String.join(" ", axis.ticks().stream().map(axis::label).toList()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "0, 4.9e-324", "0.50001, 0.50004", "-1e300, 1e300"})
    void endAndDiffer(double low, double high) {
        Axis axis = Axis.linear(low, high);
        List<String> labels = axis.ticks().stream().map(axis::label).toList();
        assertThat(labels).hasSizeBetween(2, 12).hasSameSizeAs(new HashSet<>(labels));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0005, 20, '1e-03 0.01 0.1 1 10'",
        "1, 1e7, '1e+00 1e+01 1e+02 1e+03 1e+04 1e+05 1e+06 1e+07'"
    })
    void powersOfTen(double low, double high, String expected) {
        Axis axis = Axis.logarithmic(low, high);
        assertThat(String.join(" ", axis.ticks().stream().map(axis::label).toList()))
                .isEqualTo(expected.replace("1e-03", "0.001"));
    }
}
