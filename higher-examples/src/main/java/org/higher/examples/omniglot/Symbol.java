package org.higher.examples.omniglot;

import java.util.List;

/**
 * A character of an alphabet, one class of images.
 *
 * @param name alphabet and number, as {@code Greek/character01}
 * @param drawings by different people
 */
record Symbol(String name, List<Drawing> drawings) {
    Symbol {
        drawings = List.copyOf(drawings);
    }

    /** Turned by a number of quarters, counter-clockwise: a class of its own. */
    Symbol turned(int quarters) {
        return new Symbol(
                name + " turned by " + 90 * quarters,
                drawings.stream().map(drawing -> drawing.turned(quarters)).toList());
    }
}
