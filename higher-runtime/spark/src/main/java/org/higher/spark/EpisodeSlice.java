package org.higher.spark;

import java.util.ArrayList;
import java.util.List;

/** The episodes of a batch whose tasks are in one partition. */
final class EpisodeSlice implements Slice<Episode> {
    private static final long serialVersionUID = 1;

    private final int[] positions;
    private final ArrayList<Episode> episodes;

    EpisodeSlice(int[] positions, List<Episode> episodes) {
        this.positions = positions;
        this.episodes = new ArrayList<>(episodes);
    }

    @Override
    public int[] positions() {
        return positions;
    }

    @Override
    public List<Episode> tasks() {
        return episodes;
    }
}
