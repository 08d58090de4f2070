package org.higher.examples.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.higher.data.LabeledData;
import org.higher.data.SyntheticData;
import org.junit.jupiter.api.Test;

/** What the programs claim. */
class AlgorithmsTest {
    @Test
    void mamlFitsNewCurves() {
        double[] claim = printed(MamlSinusoids::main);
        assertThat(claim[1]).isLessThan(claim[0] / 2);
    }

    @Test
    void aLearnedPolicyEarnsMoreAfterOneStep() {
        double[] claim = printed(PolicyGradient::main);
        assertThat(claim[0]).isLessThan(0.4);
        assertThat(claim[1]).isGreaterThan(claim[0] + 0.2);
    }

    @Test
    void everyAlgorithmHasARow() {
        LabeledData signs = SyntheticData.drawnSigns(8, 16, 28, 1);
        Map<String, Supplier<String>> rows =
                new OmniglotAlgorithms.Table(2, 1, 2, 0.01, 3).rows(signs, signs);
        assertThat(rows).hasSize(11);
        rows.forEach(
                (name, row) ->
                        assertThat(row.get())
                                .startsWith(name)
                                .containsPattern("\\d+ +\\d+\\.\\d  +\\d+\\.\\d\\d \\+- "));
    }

    private static double[] printed(Consumer<String[]> program) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.accept(new String[0]);
        } finally {
            System.setOut(console);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        return Pattern.compile("\\d+\\.\\d+")
                .matcher(text)
                .results()
                .mapToDouble(number -> Double.parseDouble(number.group()))
                .toArray();
    }
}
