package org.higher.examples.omniglot.data;

import java.nio.file.Path;
import java.util.List;
import org.higher.data.Omniglot;
import org.higher.examples.omniglot.data.Episode.Examples;

/**
 * The official one-shot tasks: in each, {@link #WAYS} drawings are to be paired with as many by
 * somebody else.
 *
 * <p>Lake, Salakhutdinov and Tenenbaum, Human-level concept learning through probabilistic program
 * induction, Science 350, 2015.
 */
public final class OneShotRuns {
    /** Classes of a task. */
    public static final int WAYS = 20;

    private OneShotRuns() {}

    /**
     * Reads the tasks.
     *
     * @throws org.higher.data.DataException if the archive is missing or damaged, or a task is of
     *     another size
     */
    public static List<Episode> read(Path archive) {
        return Omniglot.oneShotRuns(archive).stream()
                .map(run -> new Episode(examples(run.support()), examples(run.query())))
                .toList();
    }

    private static Examples examples(org.higher.data.Examples examples) {
        return new Examples(examples.inputs(), examples.labels());
    }
}
