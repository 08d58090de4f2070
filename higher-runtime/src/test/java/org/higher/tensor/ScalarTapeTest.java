package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.tensor.ScalarTape.gradients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.array.DType;
import org.higher.tensor.ScalarTape.Scalar;
import org.junit.jupiter.api.Test;

/** What the tutorial claims of its tape, and that it quotes the code that is tested here. */
class ScalarTapeTest {
    private static final Path TUTORIAL = Path.of("..", "docs", "tape-from-scratch.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "org", "higher", "tensor");

    @Test
    void differentiates() {
        Scalar x = Scalar.of(2);
        Scalar y = x.times(x).times(x).plus(x.sin());
        Scalar slope = gradients(y).get(x);
        assertThat(slope.value()).isEqualTo(3 * 4 + Math.cos(2));
    }

    @Test
    void differentiatesAgain() {
        Scalar x = Scalar.of(2);
        Scalar y = x.times(x).times(x).plus(x.sin());
        Scalar slope = gradients(y).get(x);
        Scalar bend = gradients(slope).get(x);
        assertThat(bend.value()).isEqualTo(6 * 2 - Math.sin(2));
        Scalar third = gradients(bend).get(x);
        assertThat(third.value()).isEqualTo(6 - Math.cos(2));
    }

    @Test
    void differentiatesThroughAStep() {
        Scalar w = Scalar.of(3);
        Scalar rate = Scalar.of(0.1);
        Scalar loss = w.times(w);
        Scalar step = gradients(loss).get(w).times(rate).times(Scalar.of(-1));
        Scalar adapted = w.plus(step);
        Map<Scalar, Scalar> meta = gradients(adapted.times(adapted));
        // adapted is w - 2 rate w, and its square has these slopes
        assertThat(meta.get(w).value()).isCloseTo(2 * 3 * 0.8 * 0.8, within(1e-12));
        assertThat(meta.get(rate).value()).isCloseTo(-4 * 3 * 3 * 0.8, within(1e-12));
    }

    @Test
    void doesNotOverflowTheStack() {
        Scalar x = Scalar.of(1);
        Scalar end = x;
        for (int i = 0; i < 100_000; i++) {
            end = end.plus(x);
        }
        assertThat(gradients(end).get(x).value()).isEqualTo(100_001);
    }

    @Test
    void oursAgrees() {
        Tensor x = Tensor.parameter(Tensor.scalar(2, DType.FLOAT64));
        Tensor y = x.mul(x).mul(x).add(x.sin());
        Tensor slope = Grad.of(y).createGraph().with(x).orZero(0);
        assertThat(slope.item()).isEqualTo(3 * 4 + Math.cos(2));
        assertThat(Grad.grad(slope, List.of(x)).get(0).item()).isEqualTo(6 * 2 - Math.sin(2));
    }

    @Test
    void theTutorialQuotesTheseSources() throws IOException {
        String sources =
                squeezed(
                        Files.readString(SOURCES.resolve("ScalarTape.java"))
                                + Files.readString(SOURCES.resolve("ScalarTapeTest.java")));
        List<String> quotes = new ArrayList<>();
        Matcher block =
                Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(TUTORIAL));
        while (block.find()) {
            quotes.add(block.group(1));
        }
        assertThat(quotes).hasSizeGreaterThan(4);
        for (String quote : quotes) {
            for (String part : quote.split("\\n\\s*// \\.\\.\\.\\n")) {
                assertThat(sources).contains(squeezed(part));
            }
        }
    }

    private static String squeezed(String code) {
        return code.strip().replaceAll("\\s+", " ");
    }
}
