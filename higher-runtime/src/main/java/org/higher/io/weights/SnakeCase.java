package org.higher.io.weights;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of Java as Python has them: {@code selfAttn} is {@code self_attn}. */
final class SnakeCase {
    private static final Pattern WORD =
            Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private SnakeCase() {}

    static String of(String name) {
        return WORD.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
