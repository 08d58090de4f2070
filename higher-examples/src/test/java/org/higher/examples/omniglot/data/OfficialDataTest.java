package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.higher.examples.RealData;
import org.junit.jupiter.api.Test;

/** Reads the small official archives, where somebody has put them. */
class OfficialDataTest {
    private static final String FIRST = "images_background_small1.zip";
    private static final String SECOND = "images_background_small2.zip";

    private static Path folder() {
        return RealData.folder("omniglot", FIRST, SECOND, "all_runs.zip");
    }

    @Test
    void theSmallArchivesHaveTwoAlphabetsInCommon() {
        List<Symbol> first = Sources.symbols(folder().resolve(FIRST));
        List<Symbol> second = Sources.symbols(folder().resolve(SECOND));
        assertThat(first).hasSize(136).allMatch(symbol -> symbol.drawings().size() == 20);
        assertThat(second).hasSize(156).allMatch(symbol -> symbol.drawings().size() == 20);

        Split split = Split.of(first, second, 20, new SplittableRandom(1));
        assertThat(split.train()).hasSize(116);
        assertThat(split.validation()).hasSize(20);
        assertThat(split.test())
                .hasSize(106)
                .extracting(symbol -> symbol.name().replaceAll("/.*", ""))
                .containsOnly("Japanese_(katakana)", "Sanskrit", "Tagalog");
        double ink = 0;
        for (float part : first.get(0).drawings().get(0).ink()) {
            ink += part;
        }
        assertThat(ink / 784).as("the part that is ink").isBetween(0.02, 0.2);
    }

    @Test
    void theOneShotRunsAreTwenty() {
        Sources sources = Sources.in(folder(), Optional.empty(), Optional.empty());
        List<Episode> runs = OneShotRuns.read(sources.oneShotRuns());

        assertThat(runs).hasSize(20);
        for (Episode run : runs) {
            Set<Integer> labels = new HashSet<>();
            for (int label : run.query().labels()) {
                labels.add(label);
            }
            assertThat(labels).hasSize(20);
        }
    }
}
