package org.higher.internal.reflect;

import java.util.Collection;
import java.util.Locale;

/** Guesses what a misspelt name was meant to be, for error messages. */
public final class Spelling {
    private Spelling() {}

    /**
     * {@code " did you mean weightDecay?"}, or nothing if no known name is like the wrong one.
     *
     * <p>Case, underscores and hyphens make no difference, so that names from Python are found.
     */
    public static String hint(String wrong, Collection<String> known) {
        String bare = bare(wrong);
        String closest = "";
        int least = 1 + Math.max(1, bare.length() / 3);
        for (String name : known) {
            int distance = distance(bare, bare(name));
            if (distance < least) {
                least = distance;
                closest = name;
            }
        }
        return closest.isEmpty() ? "" : " did you mean " + closest + "?";
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** The number of letters to insert, drop or change (Levenshtein 1966), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
