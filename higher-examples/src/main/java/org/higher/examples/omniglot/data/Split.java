package org.higher.examples.omniglot.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.higher.data.DataException;

/**
 * Characters by their purpose; no character has two.
 *
 * @param train to meta-train on, without those rotated
 * @param validation held out of the same archive, for the curve and to choose weights by
 * @param test those of the other archive that are not in the first
 */
public record Split(List<Symbol> train, List<Symbol> validation, List<Symbol> test) {
    /** One of how many characters is held out, unless an episode needs more. */
    private static final int PART = 10;

    /**
     * Holds characters out, chosen at random.
     *
     * @param ways the classes that an episode of the held-out ones needs
     * @throws DataException if there are not enough for that, or nothing is left to test on
     */
    public static Split of(
            List<Symbol> background, List<Symbol> test, int ways, RandomGenerator random) {
        int held = Math.max(ways, background.size() / PART);
        if (background.size() < held + ways) {
            throw new DataException(
                    String.format(
                            "training: %d characters are too few for %d ways, with as many held"
                                    + " out; give fewer --ways or a larger archive",
                            background.size(), ways));
        }
        List<Symbol> shuffled = new ArrayList<>();
        for (int index : Episodes.distinct(background.size(), background.size(), random)) {
            shuffled.add(background.get(index));
        }
        return new Split(
                List.copyOf(shuffled.subList(held, shuffled.size())),
                List.copyOf(shuffled.subList(0, held)),
                others(test, background));
    }

    /** The small archives have two alphabets in common. */
    private static List<Symbol> others(List<Symbol> test, List<Symbol> background) {
        Set<String> known = background.stream().map(Symbol::name).collect(Collectors.toSet());
        List<Symbol> others =
                test.stream().filter(symbol -> !known.contains(symbol.name())).toList();
        if (others.isEmpty()) {
            throw new DataException(
                    "testing: every character of the test archive is in the training archive;"
                            + " give another one as --test-archive");
        }
        return others;
    }
}
