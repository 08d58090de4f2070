package org.higher.processor.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {
    private static String after(char before, Object value) {
        return Literals.of(value, before).toString();
    }

    @Test
    void numbersHaveTheirTypes() {
        assertThat(after('=', 3)).isEqualTo("3");
        assertThat(after('=', 3L)).isEqualTo("3L");
        assertThat(after('=', 0.5f)).isEqualTo("0.5f");
        assertThat(after('=', 0.5)).isEqualTo("0.5");
        assertThat(after('-', (byte) -3)).isEqualTo("(byte) -3");
        assertThat(after('-', (short) 3)).isEqualTo("(short) 3");
        assertThat(after('!', true)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(chars = {'-', '+', ')', ']', '9'})
    void negativeOnesAreInParentheses(char before) {
        assertThat(after(before, -3)).isEqualTo("(-3)");
        assertThat(after(before, 3)).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(chars = {'(', ',', '=', '[', '{', '?', ':', ';', 'n'})
    void negativeOnesMayStandAlone(char before) {
        assertThat(after(before, -3)).isEqualTo("-3");
    }

    @Test
    void infiniteOnesAndNaN() {
        assertThat(after('=', Double.NaN)).isEqualTo("java.lang.Double.NaN");
        assertThat(after('=', Float.POSITIVE_INFINITY))
                .isEqualTo("java.lang.Float.POSITIVE_INFINITY");
        assertThat(after('=', Double.NEGATIVE_INFINITY))
                .isEqualTo("java.lang.Double.NEGATIVE_INFINITY");
    }

    @Test
    void textsAreEscaped() {
        assertThat(after('=', "a \"b\" 'c' \\ \n\r\t\b\f"))
                .isEqualTo("\"a \\\"b\\\" 'c' \\\\ \\n\\r\\t\\b\\f\"");
        assertThat(after('=', '\'')).isEqualTo("'\\''");
        assertThat(after('=', '"')).isEqualTo("'\"'");
        assertThat(after('=', " ~\u007f\u00e9\u0001")).isEqualTo("\" ~\\u007f\\u00e9\\u0001\"");
    }
}
