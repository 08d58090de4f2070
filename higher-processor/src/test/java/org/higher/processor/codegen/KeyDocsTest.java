package org.higher.processor.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDocsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the step size, at least 0 | the step size, at least 0",
                "The step size. It may be 0. | the step size",
                "A rate, e.g. 0.1 or so. | a rate, e.g. 0.1 or so",
                "Nesterov's momentum | Nesterov's momentum",
                "see {@link Foo#bar(int)} | see {@code Foo.bar(int)}",
                "see {@linkplain Foo its author} | see its author",
                "in {@code a < b}, <b>not</b> x < y & z &gt; 1 | in {@code a < b}, not x &lt; y"
                        + " &amp; z &gt; 1",
                "in {@literal {@} a. B} | ",
            })
    void isTheFirstSentence(String text, String expected) {
        assertThat(KeyDocs.sentence(text).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", ".", "{@inheritDoc}", "a {@value X} b", "a { b"})
    void isNothingWhereTheMeaningIsNotKnown(String text) {
        assertThat(KeyDocs.sentence(text)).isEmpty();
    }
}
