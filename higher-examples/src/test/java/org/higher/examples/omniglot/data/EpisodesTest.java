package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.higher.data.DataException;
import org.higher.examples.omniglot.data.Episode.Examples;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class EpisodesTest {
    private static final int SIZE = Drawing.EXTENT * Drawing.EXTENT;

    /** The symbol and the drawing of each image. */
    private static List<List<Integer>> identities(Examples examples) {
        float[] ink = examples.images().toFloats();
        List<List<Integer>> identities = new ArrayList<>();
        for (int i = 0; i < examples.labels().length; i++) {
            identities.add(List.of((int) ink[i * SIZE], (int) ink[i * SIZE + 1]));
        }
        return identities;
    }

    @Test
    void classesDifferAndNoImageIsInBothSets() {
        Episodes episodes = new Episodes("test", Glyphs.numbered(7, 6), 4, 2, 3);
        for (Episode episode : episodes.draw(50, new SplittableRandom(1))) {
            List<List<Integer>> support = identities(episode.support());
            List<List<Integer>> query = identities(episode.query());
            Set<List<Integer>> all = new HashSet<>(support);
            all.addAll(query);
            assertThat(all).as("different images").hasSize(4 * 2 + 4 * 3);

            assertThat(episode.support().labels()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
            assertThat(episode.query().labels())
                    .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3);
            Set<Integer> symbols = new HashSet<>();
            for (int label = 0; label < 4; label++) {
                int symbol = support.get(2 * label).get(0);
                symbols.add(symbol);
                assertThat(support.get(2 * label + 1).get(0)).isEqualTo(symbol);
                assertThat(query.subList(3 * label, 3 * label + 3))
                        .allMatch(identity -> identity.get(0) == symbol);
            }
            assertThat(symbols).as("different classes").hasSize(4);
        }
    }

    @Test
    void everySymbolAndDrawingHasItsTurn() {
        Episodes episodes = new Episodes("test", Glyphs.numbered(7, 6), 4, 2, 3);
        Set<List<Integer>> seen = new HashSet<>();
        for (Episode episode : episodes.draw(100, new SplittableRandom(1))) {
            seen.addAll(identities(episode.support()));
        }
        assertThat(seen).hasSize(7 * 6);
    }

    @Test
    void turnedSymbolsAreClassesOfTheirOwn() {
        List<Symbol> symbols = Glyphs.numbered(2, 1);
        List<Symbol> all = Episodes.withTurned(symbols);

        assertThat(all)
                .extracting(Symbol::name)
                .doesNotHaveDuplicates()
                .hasSize(8)
                .contains("Numbers/character1", "Numbers/character1 rotated by 270");
        // Ink 0, 0 turns over bottom left and bottom right to top right.
        int[] corners = {0, 27 * 28, 27 * 28 + 27, 27};
        for (int quarters = 0; quarters < 4; quarters++) {
            Symbol rotated = all.get(2 * quarters + 1);
            assertThat(rotated.drawing(0).ink()[corners[quarters]]).isEqualTo(1);
            assertThat(rotated.drawings()).as("kept once").isSameAs(symbols.get(1).drawings());
        }
    }

    @Test
    void tooLittleIsNamed() {
        assertThatThrownBy(() -> new Episodes("testing", Glyphs.numbered(4, 20), 5, 1, 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "testing: 5 ways of 4 characters; give fewer --ways or a larger archive");
        assertThatThrownBy(() -> new Episodes("testing", Glyphs.numbered(5, 20), 5, 16, 5))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "testing: 16 shots and 5 queries of the 20 drawings of Numbers/character0;"
                                + " give fewer --shots or --queries");
    }

    @Test
    void accuracyIsThePartToldRight() {
        Examples examples = new Examples(Tensor.zeros(4, 1, 1, 1), new int[] {0, 1, 2, 0});
        Tensor logits = Tensor.of(new float[] {3, 1, 2, 1, 2, 3, 1, 2, 3, 1, 0, 0}, 4, 3);

        assertThat(examples.accuracy(logits)).isEqualTo(0.75);
    }
}
