package org.higher.examples.omniglot.data;

import java.util.List;

/**
 * A character of an alphabet, one class of images.
 *
 * @param name alphabet and number, as {@code Greek/character01}
 * @param drawings by different people, as they are in the archive
 * @param quarters by how many quarters, counter-clockwise, {@link #drawing} turns them
 */
public record Symbol(String name, List<Drawing> drawings, int quarters) {
    public Symbol {
        drawings = List.copyOf(drawings);
    }

    /** An upright one. */
    public Symbol(String name, List<Drawing> drawings) {
        this(name, drawings, 0);
    }

    /** Rotated by a number of quarters, counter-clockwise: a class of its own. */
    public Symbol rotated(int more) {
        return new Symbol(name + " rotated by " + 90 * more, drawings, quarters + more);
    }

    /** A drawing, rotated when it is asked for, since four copies of all would fill memory. */
    public Drawing drawing(int index) {
        return drawings.get(index).rotated(quarters);
    }
}
