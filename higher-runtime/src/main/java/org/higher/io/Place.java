package org.higher.io;

/** Where something is in a checkpoint, for errors: short, however deep and long the names are. */
final class Place {
    private static final int LONGEST = 500;
    private static final int LONGEST_NAME = 80;

    private Place() {}

    /** A part of what is at a place; from some depth on, the place itself. */
    static String in(String at, Object part) {
        return at.length() > LONGEST ? at : at + "." + shown(part.toString());
    }

    /** A name or a text, cut where it is long. */
    static String shown(String text) {
        return shortened(text, LONGEST_NAME, 0);
    }

    /** A text of which only the beginning and the end are kept where it is long. */
    static String shortened(String text, int first, int last) {
        return text.length() <= first + last + 20
                ? text
                : text.substring(0, first)
                        + "... ("
                        + text.length()
                        + " characters)"
                        + text.substring(text.length() - last);
    }
}
