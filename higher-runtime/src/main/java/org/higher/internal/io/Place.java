package org.higher.internal.io;

import java.util.Collection;
import java.util.stream.Collectors;

/** Where something is in a checkpoint, for errors: short, however deep and long the names are. */
public final class Place {
    private static final int LONGEST = 500;
    private static final int LONGEST_NAME = 80;

    /** How many names of several are listed. */
    private static final int SHOWN = 12;

    private Place() {}

    /** A part of what is at a place; from some depth on, the place itself. */
    public static String in(String at, Object part) {
        return at.length() > LONGEST ? at : at + "." + shown(part.toString());
    }

    /** A name or a text, cut where it is long. */
    public static String shown(String text) {
        return shortened(text, LONGEST_NAME, 0);
    }

    /** A text of which only the beginning and the end are kept where it is long. */
    public static String shortened(String text, int first, int last) {
        return text.length() <= first + last + 20
                ? text
                : text.substring(0, first)
                        + "... ("
                        + text.length()
                        + " characters)"
                        + text.substring(text.length() - last);
    }

    /** The first names. */
    public static String shown(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first =
                names.stream().limit(SHOWN).map(Place::shown).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
    }

    /** The same in brackets. */
    public static String listed(Collection<String> names) {
        return names.isEmpty() ? "[]" : "[" + shown(names) + "]";
    }
}
