package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.data.DataException;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static List<Symbol> symbols(String alphabet, int count) {
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            symbols.add(new Symbol(alphabet + "/character" + i, List.of()));
        }
        return symbols;
    }

    private static Split split(List<Symbol> background, List<Symbol> test, int ways, long seed) {
        return Split.of(background, test, ways, new SplittableRandom(seed));
    }

    @Test
    void noCharacterHasTwoPurposes() {
        List<Symbol> background = symbols("Greek", 100);
        List<Symbol> test = symbols("Latin", 8);
        test.addAll(background.subList(20, 50));

        Split split = split(background, test, 5, 1);

        assertThat(split.validation()).hasSize(10);
        assertThat(split.train()).hasSize(90).doesNotContainAnyElementsOf(split.validation());
        assertThat(background).containsAll(split.train()).containsAll(split.validation());
        assertThat(split.test())
                .as("without those of the training archive")
                .isEqualTo(symbols("Latin", 8));
    }

    @Test
    void theSeedDecides() {
        List<Symbol> background = symbols("Greek", 100);
        List<Symbol> test = symbols("Latin", 8);

        assertThat(split(background, test, 5, 1)).isEqualTo(split(background, test, 5, 1));
        assertThat(split(background, test, 5, 2).validation())
                .isNotEqualTo(split(background, test, 5, 1).validation());
    }

    @Test
    void enoughAreHeldOutForAnEpisode() {
        assertThat(split(symbols("Greek", 40), symbols("Latin", 20), 20, 1).validation())
                .hasSize(20);
        assertThatThrownBy(() -> split(symbols("Greek", 39), symbols("Latin", 20), 20, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("39 characters are too few for 20 ways");
    }

    @Test
    void nothingNewToTestOnIsAnError() {
        List<Symbol> background = symbols("Greek", 40);
        assertThatThrownBy(() -> split(background, background, 5, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("--test-archive");
    }
}
