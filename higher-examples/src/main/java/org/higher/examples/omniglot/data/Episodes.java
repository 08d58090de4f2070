package org.higher.examples.omniglot.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.data.DataException;
import org.higher.examples.omniglot.data.Episode.Examples;

/**
 * The distribution that classification tasks are drawn from.
 *
 * <p>The classes of an episode differ, in random order; so do the drawings of a class, which are
 * either to adapt to or to be judged by.
 */
public final class Episodes {
    private final List<Symbol> symbols;
    private final int ways;
    private final int shots;
    private final int queries;

    /**
     * Episodes of some symbols.
     *
     * @param purpose what the symbols are for, to be named in errors
     * @param ways classes of an episode
     * @param shots drawings of each class to adapt to
     * @param queries drawings of each class to be judged by
     * @throws DataException if there are too few symbols, or too few drawings of one
     */
    public Episodes(String purpose, List<Symbol> symbols, int ways, int shots, int queries) {
        if (symbols.size() < ways) {
            throw new DataException(
                    String.format(
                            "%s: %d ways of %d characters; give fewer --ways or a larger archive",
                            purpose, ways, symbols.size()));
        }
        for (Symbol symbol : symbols) {
            if (symbol.drawings().size() < shots + queries) {
                throw new DataException(
                        String.format(
                                "%s: %d shots and %d queries of the %d drawings of %s; give fewer"
                                        + " --shots or --queries",
                                purpose, shots, queries, symbol.drawings().size(), symbol.name()));
            }
        }
        this.symbols = List.copyOf(symbols);
        this.ways = ways;
        this.shots = shots;
        this.queries = queries;
    }

    /** With three more classes for each symbol: it rotated by 90, 180 and 270 degrees. */
    public static List<Symbol> withTurned(List<Symbol> symbols) {
        List<Symbol> all = new ArrayList<>(symbols);
        for (int quarters = 1; quarters <= 3; quarters++) {
            for (Symbol symbol : symbols) {
                all.add(symbol.rotated(quarters));
            }
        }
        return all;
    }

    /** Draws a number of episodes. */
    public List<Episode> draw(int count, RandomGenerator random) {
        List<Episode> episodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            episodes.add(draw(random));
        }
        return episodes;
    }

    private Episode draw(RandomGenerator random) {
        List<Drawing> support = new ArrayList<>();
        List<Drawing> query = new ArrayList<>();
        for (int index : distinct(ways, symbols.size(), random)) {
            Symbol symbol = symbols.get(index);
            int[] chosen = distinct(shots + queries, symbol.drawings().size(), random);
            for (int i = 0; i < chosen.length; i++) {
                (i < shots ? support : query).add(symbol.drawing(chosen[i]));
            }
        }
        return new Episode(
                Examples.of(support, labels(shots)), Examples.of(query, labels(queries)));
    }

    private int[] labels(int perClass) {
        int[] labels = new int[ways * perClass];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i / perClass;
        }
        return labels;
    }

    /** The beginning of a shuffle: distinct numbers from 0 on, in random order. */
    public static int[] distinct(int count, int bound, RandomGenerator random) {
        int[] numbers = new int[bound];
        for (int i = 0; i < bound; i++) {
            numbers[i] = i;
        }
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(bound - i);
            chosen[i] = numbers[j];
            numbers[j] = numbers[i];
        }
        return chosen;
    }
}
