package org.higher.processor.twin.nd4j.methods;

import java.util.Comparator;
import java.util.List;

/** What to write in place of a call that no twin can have. */
public final class Nearest {
    /** What writes a part of an array. */
    public static final String INTO_VIEW = "putRow, putColumn or put on the whole array";

    private Nearest() {}

    /** The methods in the table whose names are most like a name. */
    public static String to(String owner, String name) {
        List<ArrayMethod> candidates =
                ArrayMethods.rows().stream()
                        .sorted(
                                Comparator.comparingInt(
                                        (ArrayMethod r) ->
                                                4 * distance(r.name(), name)
                                                        + (r.owner().equals(owner) ? 0 : 1)))
                        .toList();
        return candidates.get(0).shown();
    }

    /** The call that leaves the array alone. */
    public static String copying(ArrayMethod row) {
        if (row.owner().equals(ArrayMethod.TRANSFORMS)) {
            return "the last argument true";
        }
        return isRenamed(row)
                ? row.name().replaceFirst("i(?=RowVector|ColumnVector|$)", "")
                : row.name() + " of a copy: dup()";
    }

    /** Whether a method of arrays does the same and makes a new one: {@code add} for addi. */
    public static boolean isRenamed(ArrayMethod row) {
        return row.isOfArray() && row.name().matches(".*i(RowVector|ColumnVector)?");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
