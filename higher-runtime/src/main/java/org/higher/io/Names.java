package org.higher.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a mistaken one was probably meant to be. */
final class Names {
    private Names() {}

    /** The nearest name, if at most a third of the characters would have to change. */
    static Optional<String> nearest(String name, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(other -> distance(name, other)))
                .filter(other -> 3 * distance(name, other) <= Math.max(3, name.length()));
    }

    /** The number of insertions, deletions and replacements between two texts (Levenshtein). */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
