package org.higher.examples.omniglot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.higher.examples.omniglot.data.Glyphs;
import org.higher.examples.omniglot.data.Symbol;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    /** Else a run could not be resumed on a machine that writes numbers in another way. */
    @Test
    void theFingerprintOfCharactersIsTheSameInEveryLocale() {
        List<Symbol> symbols = Glyphs.numbered(12, 1);
        String expected = Experiment.fingerprint(symbols);
        assertThat(expected).matches("12 characters \\([0-9a-f]{8}\\)");

        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(String.format("%d", 12)).as("another way").isNotEqualTo("12");
            assertThat(Experiment.fingerprint(symbols)).isEqualTo(expected);
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void otherDrawingsHaveAnotherFingerprint() {
        assertThat(Experiment.fingerprint(Glyphs.numbered(3, 2)))
                .isNotEqualTo(Experiment.fingerprint(Glyphs.numbered(3, 1)));
    }
}
