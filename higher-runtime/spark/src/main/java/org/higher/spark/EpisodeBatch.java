package org.higher.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * A batch of episodes, each of which is drawn where the rows of its task are.
 *
 * <p>Made by {@link Episodes#batch} and {@link Episodes#all}. Nothing is computed before it is
 * used, and using it again draws the same episodes again.
 */
public final class EpisodeBatch {
    private final Episodes episodes;
    private final EpisodeDraw draw;

    EpisodeBatch(Episodes episodes, EpisodeDraw draw) {
        this.episodes = episodes;
        this.draw = draw;
    }

    /** How many episodes. */
    public int size() {
        return draw.selection().size();
    }

    /**
     * Brings the episodes to the driver, in the order of the batch: for a {@link
     * org.higher.MetaBatch} there, or for a look.
     *
     * @throws IllegalStateException if the {@link Episodes} are closed, or the Spark context is
     *     stopped
     */
    public List<Episode> toList() {
        Episode[] drawn = new Episode[size()];
        for (Slice<Episode> slice : slices().collect()) {
            int[] positions = slice.positions();
            for (int i = 0; i < positions.length; i++) {
                drawn[positions[i]] = slice.tasks().get(i);
            }
        }
        return List.copyOf(Arrays.asList(drawn));
    }

    /** One slice for each partition that holds tasks of the batch; others are not run. */
    JavaRDD<Slice<Episode>> slices() {
        return episodes.slices(draw);
    }
}
